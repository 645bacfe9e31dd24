"""`rasd` with a pipeline that finds nothing: for tests of files, signals and streams, which need no lexicons (a second to load)."""

from unittest.mock import patch

from rasd.cli.main import main
from rasd.flow import streaming
from rasd.records import Article, Record


class Blank:
    """Reads nothing."""

    def __init__(self, engine: str = "full") -> None:
        pass

    def read(self, article: Article) -> Record:
        """A record without findings."""
        return Record(article)


patch.object(streaming, "default_pipeline", Blank).start()  # at import: worker processes import this file again

if __name__ == "__main__":
    main()
