"""Places: every named location of an article."""
