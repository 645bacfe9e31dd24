"""Extractors: each reads a document and yields findings of one kind. They never import each other."""
