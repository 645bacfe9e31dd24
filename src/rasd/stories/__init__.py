"""Relates articles: copies, stories and follow-ups, each link with its reasons, in any order of arrival. No database, no network."""
