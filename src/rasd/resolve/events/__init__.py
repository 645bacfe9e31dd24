"""Merges the mentions of one event, and decides its parties, date and place."""
