"""What Rasd knows of the domain, as data with comments (`data/`), and the loaders that check it."""
