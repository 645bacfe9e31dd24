"""The steps of the desk's work: collect -> keep -> read -> relate. Each continues where it stopped, for whatever reason."""
