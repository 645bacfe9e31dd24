"""Clitic segmentation measured on annotated words: the share of words cut exactly right.

    segmentation.py [FILE]        the shipped model on a file of `segments<TAB>tags` lines; default ../shared/.../wikinews_half_a.tsv
    segmentation.py --folds 4     the honest figure for half A: each part with a model trained on the other parts (a minute)

The shipped model was trained on half A, so on that file its figure only says that it holds what it learnt; measure it on the other half.
"all segments" asks for every clitic and ending, "clitics" only for proclitics and the pronoun at the end.
"""

from __future__ import annotations

import runpy
import sys
from pathlib import Path

from rasd.arabic.segment import Segments, cuts, segment

ROOT = Path(__file__).resolve().parents[1]
HALF_A = ROOT.parent / "shared" / "data" / "segmentation" / "wikinews_half_a.tsv"


def clitics(cut: Segments) -> tuple[tuple[str, ...], str, str]:
    """A cut without the inflection."""
    return cut.proclitics, cut.base, cut.enclitic


def main() -> int:
    """Print the figures; without the shared data say so."""
    file = Path(sys.argv[1]) if len(sys.argv) > 1 and sys.argv[1] != "--folds" else HALF_A
    if not file.exists():
        print(f"{file} is not there: nothing measured")
        return 0
    tools = runpy.run_path(str(ROOT / "tools" / "train_segmentation.py"))
    if "--folds" in sys.argv:
        counts = tools["shipped_counts"]()
        tools["cross_validate"](tools["read_half_a"](), tools["read_pud"](), counts, int(sys.argv[-1]))
        return 0
    right = right_clitics = total = arabic = right_arabic = 0
    for line in file.read_text("utf-8").splitlines():
        gold = line.split("\t")[0].strip()
        if not gold:
            continue
        word = tools["surface"](gold)
        made = segment(word)
        same = "+".join(made.parts) == gold
        golden = next((cut for cut in cuts(word) if "+".join(cut.parts) == gold), None)
        total += 1
        right += same
        right_clitics += same or (golden is not None and clitics(golden) == clitics(made))
        if tools["ARABIC"].search(gold):
            arabic += 1
            right_arabic += same
    print(f"all segments: {right / total:.4f} of {total} tokens, {right_arabic / arabic:.4f} of {arabic} Arabic words")
    print(f"clitics only: {right_clitics / total:.4f} of {total} tokens")
    return 0


if __name__ == "__main__":
    sys.exit(main())
