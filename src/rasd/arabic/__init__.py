"""The Arabic ground: letters, folding with offsets, tokens with clitics, sentences, quotations, verb forms."""
