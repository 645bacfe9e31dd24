"""The Arabic ground: letters, folding with offsets, tokens with clitics, sentences, quotations, verb forms.

What to use for what: `fold.fold` makes every look-up key; `fold.FoldedView` folds a text and leads back to it. `tokens.tokenize` gives
tokens; `token.word.readings` are the ways to strip proclitics, `token.word.pronoun_readings` those with a pronoun at the end,
`token.segments` the one best cut. `verbs.VerbLexicon` finds verbs by any form. `segment.frequency` and `segment.allows` say how common a
folded form is and whether a reading is likely. `quotes`, `sentences` and `datelines` give spans; `document.Document` holds them all.
`kept.Kept` caches on disk what is built from the tables.
"""
