"""Exporters: records in one format each."""
