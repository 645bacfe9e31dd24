"""Inputs: every kind of file, folder and stream gives the same article, its text as it was."""

from __future__ import annotations

import gzip
import io
import json
import os
from pathlib import Path
from typing import Any

import pytest

from rasd.articles import article_of
from rasd.collect.items import Collected, Hints, Item, ItemError
from rasd.collect.paths import Inputs
from rasd.pipeline import default_pipeline
from rasd.records import Article, Record

TITLE, BODY = "وزير يصل إلى بغداد", " قال الوزير إن الحدود آمنة.\r\nوأضاف ذلك مساء أمس. \n"
ROW = {"title": TITLE, "body": BODY, "published": "2020-08-23", "outlet": "المدار", "url": "https://news.example/1", "id": "n1"}


def read(*inputs: object, hints: Hints | None = None, stdin: bytes = b"") -> list[Item]:
    return list(Inputs(map(str, inputs), hints or Hints(), stdin=io.BytesIO(stdin)))


def only(*inputs: object, **options: Any) -> Article:
    (item,) = read(*inputs, **options)
    assert isinstance(item, Article), item
    return item


def file(folder: Path, name: str, data: bytes | str | object) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(
        data if isinstance(data, bytes) else (data if isinstance(data, str) else json.dumps(data, ensure_ascii=False)).encode()
    )
    return path


def test_text_is_title_blank_line_body_untouched() -> None:
    article = article_of(BODY, title=TITLE)
    assert article.text == f"{TITLE}\n\n{BODY}"
    assert article_of(BODY).text == BODY
    assert article_of(BODY, title=" ").text == BODY


def test_same_text_same_id() -> None:
    assert article_of(BODY).id == article_of(BODY).id != article_of(BODY, title=TITLE).id
    assert article_of(BODY, id="n1").id == "n1"


@pytest.mark.parametrize("name", ["a.jsonl", "a.jsonl.gz", "A.JSONL.GZ", "a.json", "list.json", "-"])
def test_a_row_gives_the_same_article_from_anywhere(tmp_path: Path, name: str) -> None:
    data = json.dumps([ROW] if name == "list.json" else ROW, ensure_ascii=False).encode()
    if name == "-":
        article = only("-", stdin=data + b"\n")
    else:
        article = only(file(tmp_path, name, gzip.compress(data) if name.lower().endswith(".gz") else data))
    assert article.text == f"{TITLE}\n\n{BODY}"
    assert (article.id, article.outlet, article.published, article.url) == ("n1", "المدار", "2020-08-23", "https://news.example/1")


def test_rows_fields_stand_before_hints(tmp_path: Path) -> None:
    path = file(tmp_path, "a.jsonl", ROW)
    assert only(path, hints=Hints("2001-01-01", "غيره")).published == "2020-08-23"
    bare = file(tmp_path, "b.jsonl", {"body": BODY})
    assert only(bare, hints=Hints("2001-01-01", "غيره")).outlet == "غيره"


def test_rasds_own_text_field_is_the_whole_article(tmp_path: Path) -> None:
    article = only(file(tmp_path, "a.json", {"text": f"{TITLE}\n\n{BODY}", "title": TITLE}))
    assert (article.title, article.text) == (TITLE, f"{TITLE}\n\n{BODY}")
    other = only(file(tmp_path, "b.json", {"text": f"{TITLE}\n{BODY}", "title": TITLE}))
    assert (other.title, other.text) == (None, f"{TITLE}\n{BODY}")


def test_a_text_without_its_title_is_the_body(tmp_path: Path) -> None:
    article = only(file(tmp_path, "a.json", {"text": BODY, "title": TITLE}))
    assert (article.title, article.text) == (TITLE, f"{TITLE}\n\n{BODY}")


def test_a_date_and_an_author_by_other_names_are_taken_where_they_can_be(tmp_path: Path) -> None:
    article = only(file(tmp_path, "a.json", {"body": BODY, "date": "2020-08-23", "author": "ليث"}))
    assert (article.published, article.byline) == ("2020-08-23", "ليث")
    odd = only(file(tmp_path, "b.json", {"body": BODY, "date": "الأحد", "author": 3}))
    assert (odd.published, odd.byline) == (None, None)


@pytest.mark.parametrize("written", ["٢٣/٨/٢٠٢٠", "23-08-2020", "2020/8/23", "23 آب 2020", "August 23, 2020", " 2020-08-23 "])
def test_a_row_is_dated_as_people_write_days(tmp_path: Path, written: str) -> None:
    assert only(file(tmp_path, "a.json", {"body": BODY, "published": written})).published == "2020-08-23"
    assert only(file(tmp_path, "b.json", {"body": BODY, "date": written})).published == "2020-08-23"


def test_a_row_whose_day_and_month_may_be_either_way_round_is_refused(tmp_path: Path) -> None:
    (bad,) = read(file(tmp_path, "a.json", {"body": BODY, "date": "5/6/2020"}))
    assert isinstance(bad, ItemError)
    assert "field \"date\" is '5/6/2020', which may be 2020-06-05 or 2020-05-06" in str(bad)


def test_what_an_article_was_made_from_is_given_with_it(tmp_path: Path) -> None:
    line = json.dumps(ROW, ensure_ascii=False).encode()
    path = file(tmp_path, "a.jsonl", line + b"\n")
    (found,) = Inputs([str(path)], Hints()).found()
    assert isinstance(found, Collected)
    assert (found.data, found.published_from) == (line, "row")
    page = file(tmp_path, "b.txt", BODY.encode("windows-1256"))
    (found,) = Inputs([str(page)], Hints("2020-08-23")).found()
    assert isinstance(found, Collected)
    assert (found.data, found.published_from) == (BODY.encode("windows-1256"), "hint")


def test_a_record_is_read_again(tmp_path: Path) -> None:
    article = article_of(BODY, title=TITLE, published="2020-08-23", outlet="المدار", id="n1")
    assert only(file(tmp_path, "a.jsonl", Record(article).to_dict())) == article


def test_text_file_is_kept_to_the_letter(tmp_path: Path) -> None:
    assert only(file(tmp_path, "a.txt", BODY)).text == BODY


@pytest.mark.parametrize(
    ("text", "title"),
    [
        (f"{TITLE}\n\n{BODY}", TITLE),
        (f"{TITLE}\n{BODY}", None),  # no blank line: a first paragraph
        (f"{TITLE}.\n\n{BODY}", None),  # ends like a sentence
        (f"{TITLE * 20}\n\n{BODY}", None),  # too long for a headline
        (f"{TITLE}\n\n", None),  # nothing after it
        (f"{TITLE}\n\n\n{BODY}", None),  # two blank lines
    ],
)
def test_first_line_before_one_blank_line_is_the_headline(tmp_path: Path, text: str, title: str | None) -> None:
    article = only(file(tmp_path, "a.txt", text))
    assert article.title == title
    assert article.text == text


def test_a_headline_is_seen_in_a_file_of_windows_too(tmp_path: Path) -> None:
    article = only(file(tmp_path, "a.txt", f"{TITLE}\r\n\r\n{BODY}\r\n{BODY}".encode()))
    assert (article.title, article.text) == (TITLE, f"{TITLE}\n\n{BODY}\r\n{BODY}")
    assert only(file(tmp_path, "b.txt", f"{TITLE}\r\n\r\n\r\n{BODY}".encode())).title is None


def test_title_option_is_put_before_the_text(tmp_path: Path) -> None:
    article = only(file(tmp_path, "a.txt", BODY), hints=Hints(title=TITLE))
    assert (article.title, article.text) == (TITLE, f"{TITLE}\n\n{BODY}")


def test_folders_are_read_through_and_sorted(tmp_path: Path) -> None:
    for name in ("b/2.txt", "a.txt", "b/1.TXT", ".hidden/x.txt", "b/.x.txt", "image.png"):
        file(tmp_path, name, f"{BODY} {name}")
    texts = [item.text.split()[-1] for item in read(tmp_path) if isinstance(item, Article)]
    assert texts == ["a.txt", "b/1.TXT", "b/2.txt"]


def test_links_to_folders_are_not_followed(tmp_path: Path) -> None:
    file(tmp_path, "a.txt", BODY)
    (tmp_path / "loop").symlink_to(tmp_path)
    assert len(read(tmp_path)) == 1


def test_a_pipe_in_a_folder_is_left_out_and_a_dead_link_is_told(tmp_path: Path) -> None:
    file(tmp_path, "a.txt", BODY)
    os.mkfifo(tmp_path / "b.txt")  # reading it would never end
    (tmp_path / "c.txt").symlink_to(tmp_path / "gone.txt")
    first, second = read(tmp_path)
    assert isinstance(first, Article)
    assert isinstance(second, ItemError)
    assert "c.txt: no such file" in str(second)


def test_a_folder_that_cannot_be_opened_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file(tmp_path, "a.txt", BODY)
    file(tmp_path, "closed/b.txt", BODY)
    scan = os.scandir

    def closed(path: str) -> object:
        if str(path).endswith("closed"):
            raise PermissionError(13, "Permission denied", str(path))
        return scan(path)

    monkeypatch.setattr(os, "scandir", closed)
    error, article = read(tmp_path)
    assert isinstance(article, Article)
    assert "closed: cannot be opened: Permission denied" in str(error)


def test_a_page_that_the_parser_cannot_take_is_one_failure(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def burst(*_: object, **__: object) -> None:
        raise RecursionError

    monkeypatch.setattr("trafilatura.bare_extraction", burst)
    (error,) = read(file(tmp_path, "a.html", PAGE.format(charset="utf-8").encode()))
    assert "cannot be taken apart (RecursionError)" in str(error)


def test_inputs_keep_their_order(tmp_path: Path) -> None:
    paths = [file(tmp_path, f"{name}.txt", f"{BODY} {name}") for name in "cab"]
    assert [item.text[-1] for item in read(*paths) if isinstance(item, Article)] == ["c", "a", "b"]


def test_standard_input_is_a_text_or_json_lines() -> None:
    assert only("-", stdin=BODY.encode()).text == BODY
    rows = "\n\n".join(json.dumps({**ROW, "id": f"n{k}"}) for k in range(3)).encode()
    assert [item.id for item in read("-", stdin=b"\xef\xbb\xbf\n" + rows) if isinstance(item, Article)] == ["n0", "n1", "n2"]


PAGE = """<html><head><meta charset="{charset}"><title>x</title>
<meta property="og:title" content="وزير يصل إلى بغداد"><meta property="og:site_name" content="وكالة المدار">
<meta property="article:published_time" content="2020-08-23T10:00:00+03:00"></head><body><nav><a href="/">الرئيسية</a></nav>
<article><h1>وزير يصل إلى بغداد</h1>
<p>قال وزير الخارجية في مؤتمر صحفي عقده في العاصمة العراقية إن الحدود آمنة وإن التعاون بين البلدين مستمر منذ أعوام.</p>
<p>وأضاف أن اللجنة المشتركة ستعقد اجتماعها المقبل في الشهر القادم لبحث المسائل المتعلقة بالتجارة والمياه بين الجانبين.</p>
</article><footer>جميع الحقوق محفوظة</footer></body></html>"""


@pytest.mark.parametrize("charset", ["utf-8", "windows-1256"])
def test_a_page_gives_text_title_date_and_outlet(tmp_path: Path, charset: str) -> None:
    article = only(file(tmp_path, "a.html", PAGE.format(charset=charset).encode(charset)))
    assert article.title == "وزير يصل إلى بغداد"
    assert article.outlet == "وكالة المدار"
    assert (article.published or "")[:10] == "2020-08-23"
    assert "الحدود آمنة" in article.text
    assert "جميع الحقوق" not in article.text
    assert article.text.count(article.title) == 1


def test_hints_stand_before_what_a_page_says(tmp_path: Path) -> None:
    article = only(file(tmp_path, "a.htm", PAGE.format(charset="utf-8")), hints=Hints("2001-01-01", "غيره"))
    assert (article.published, article.outlet) == ("2001-01-01", "غيره")


def test_one_bad_file_does_not_stop_the_rest(tmp_path: Path) -> None:
    good = file(tmp_path, "a.txt", BODY)
    bad, item = read(tmp_path / "missing.txt", good)
    assert isinstance(bad, ItemError)
    assert isinstance(item, Article)


@pytest.mark.parametrize("published", ["2009", "2009-05"])
def test_a_year_or_month_is_kept_but_is_no_day_to_count_from(published: str) -> None:
    article = article_of("قال الوزير أمس إن المصنع سيفتح في 5 مايو 2010.", published=published)
    record = default_pipeline("rules").read(article)
    assert record.article.published == published
    assert {time.quote: time.value for time in record.times} == {"أمس": None, "5 مايو 2010": "2010-05-05"}
