"""One file a version: what changed, and how an older store is brought there."""
