"""Archives of any size, read on an engine that spreads the work: files, parts, months."""
