"""The history of the schema, oldest first in `versions`; `rasd store migrate` and the first opening of a new store run it."""
