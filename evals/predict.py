"""Read an input file of articles with the built-in pipeline: predict.py INPUT.jsonl OUTPUT.jsonl (a bare stand-in for `rasd read`)."""

import json
import sys
import time

from rasd.articles import article_of
from rasd.pipeline import Pipeline

pipeline, words, failures = Pipeline(), 0, 0
started = time.process_time()
with open(sys.argv[1], encoding="utf-8") as lines, open(sys.argv[2], "w", encoding="utf-8") as out:
    for line in lines:
        row = json.loads(line)
        record = pipeline.read(
            article_of(
                row["body"],
                title=row.get("title"),
                published=row.get("published"),
                outlet=row.get("outlet"),
                url=row.get("url"),
                id=row.get("id"),
            )
        )
        words += len(record.article.text.split())
        for failure in record.failures:
            failures += 1
            print(row.get("id"), failure, file=sys.stderr)
        out.write(json.dumps(record.to_dict(), ensure_ascii=False) + "\n")
seconds = time.process_time() - started
print(f"{words / seconds / 400:.1f} articles of 400 words a second, {failures} failures", file=sys.stderr)
