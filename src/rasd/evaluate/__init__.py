"""Scoring records and stories against gold; `score` and `stories` define each figure."""
