"""Statements and events by a language model that the user names."""
