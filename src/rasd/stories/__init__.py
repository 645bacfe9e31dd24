"""Relating articles: copies, stories and follow-ups, each link with its reasons, in any order of arrival. Pure: no database, no network."""
