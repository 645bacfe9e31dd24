"""Events: who did what to whom, by rules and with the encoder. One trigger, its type, the words for its parties."""
