"""Alerts on a store: finds what is new for each, and sends it."""
