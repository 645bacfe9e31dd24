"""Which tellings are one event, and when and where each was."""
