"""`python -m rasd.cli` is `rasd`."""

from rasd.cli.start import main

if __name__ == "__main__":
    main()
