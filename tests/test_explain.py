"""`rasd explain`: rules, evidence and reasons of what was found."""

from __future__ import annotations

import re
from pathlib import Path

from click.testing import CliRunner, Result

from rasd import samples
from rasd.cli.main import cli
from rasd.ontology.tables import table

BODY = "قال وزير الدفاع أمس إن الحدود آمنة."


def run(*args: object, stdin: str | None = None) -> Result:
    return CliRunner().invoke(cli, [*map(str, args)], input=stdin)


def test_explain_gives_rules_evidence_and_reasons() -> None:
    text = run("explain", "--sample", "ministers").stdout
    assert re.search(r"^stm-[0-9a-f]{12}  statement$", text, re.MULTILINE)
    for part in ("made by    statements", "rule       ", "speaker    ", "content    ", "[قال]"):
        assert part in text
    first = text.split()[0]
    assert run("explain", "--sample", "ministers", "--finding", first).stdout.count("made by") == 1


def test_explain_at_an_offset_gives_what_covers_it() -> None:
    text = samples.named("ministers").article().text
    at = text.index("قال السلايطة")
    found = run("explain", "--sample", "ministers", "--at", at).stdout
    assert "[قال]" in found
    assert found.count("made by") < run("explain", "--sample", "ministers").stdout.count("made by")


def test_explain_shows_no_bidi_control_of_the_text(tmp_path: Path) -> None:
    turned = BODY.replace("الحدود", "\u202eالحدود")
    (tmp_path / "a.txt").write_text(turned)
    text = run("explain", tmp_path / "a.txt", "--engine", "rules").stdout
    assert "الحدود" in text
    assert "\u202e" not in text


def test_explain_says_where_there_is_nothing_to_explain(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("كلام عام لا خبر فيه")
    assert "nothing was found in it" in str(run("explain", tmp_path / "a.txt", "--engine", "rules").exception)
    assert "without --finding" in str(run("explain", tmp_path / "a.txt", "--engine", "rules", "--at", 3).exception)


def test_explain_of_a_bad_input_is_exit_1(tmp_path: Path) -> None:
    result = run("explain", tmp_path / "none.txt")
    assert result.exit_code == 1
    assert "no such file" in result.stderr


def test_rule_meanings_are_one_line_each() -> None:
    for row in table("rule_meanings"):
        assert row["extractor"]
        assert row["rule"]
        assert row["meaning"]


def test_nearly_every_rule_that_fires_on_the_samples_has_a_meaning() -> None:
    """A new rule gets its line in rule_meanings.tsv; until then `rasd explain` shows the bare name."""
    from rasd.cli.explain import explained, meaning_of
    from rasd.pipeline import default_pipeline

    found = [one for article in samples.articles() for one in explained(default_pipeline().read(article))]
    fired = [meaning_of(one.origin.extractor, rule) for one in found if one.origin for rule in one.origin.rules]
    assert sum(map(bool, fired)) / len(fired) >= 0.95
