"""The flow of the desk: collect -> keep -> read -> relate, each step taking up where it was left, whoever stopped it and how."""
