"""Resolves the speakers and addressees of statements."""
