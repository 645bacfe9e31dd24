"""Alerts over a store: what each finds in what is new, and how it is told."""
