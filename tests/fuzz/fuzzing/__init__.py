"""Fuzzing of every parser of outside input: grammars, mutations, targets with their oracles, and the loop. See docs/fuzzing.md."""
