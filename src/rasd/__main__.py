"""`python -m rasd`: the command, where the folder of scripts is on no path."""

from rasd.cli.start import main

if __name__ == "__main__":
    main()
