"""Statements: who said what, by rules and with the encoder. One cue, its content, the words for its speaker."""
