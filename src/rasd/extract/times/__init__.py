"""Times: every calendar expression of an article, with its value."""
