"""Verb forms against a table written by hand."""

import pytest

from rasd.arabic.fold import fold
from rasd.arabic.tokens import Word
from rasd.arabic.verbs import Tense, VerbForm, VerbLexicon, inflect, written_passive

DAMMA = "\u064f"

# past, present, then the forms in the order of COLUMNS; "-" where the table says nothing.
COLUMNS: list[tuple[Tense, int, str | None, str]] = [
    ("past", 3, "f", "s"),
    ("past", 3, "m", "p"),
    ("past", 3, "m", "d"),
    ("past", 3, "f", "d"),
    ("past", 3, "f", "p"),
    ("past", 1, None, "p"),
    ("present", 3, "f", "s"),
    ("present", 3, "m", "p"),
    ("present", 3, "m", "d"),
    ("jussive", 3, "m", "p"),
    ("jussive", 3, "m", "s"),
]
TABLE = """
قال يقول | قالت قالوا قالا قالتا قلن قلنا تقول يقولون يقولان يقولوا يقل
أعلن يعلن | أعلنت أعلنوا أعلنا أعلنتا - - تعلن يعلنون يعلنان يعلنوا -
دعا يدعو | دعت دعوا - دعتا دعون دعونا تدعو يدعون يدعوان يدعوا يدع
التقى يلتقي | التقت التقوا التقيا التقتا التقين التقينا تلتقي يلتقون يلتقيان يلتقوا يلتق
أدلى يدلي | أدلت أدلوا أدليا أدلتا أدلين أدلينا تدلي يدلون يدليان يدلوا يدل
رأى يرى | رأت رأوا رأيا رأتا رأين رأينا ترى يرون يريان يروا ير
نفى ينفي | نفت نفوا نفيا نفتا نفين نفينا تنفي ينفون ينفيان ينفوا ينف
اتهم يتهم | اتهمت اتهموا اتهما اتهمتا اتهمن اتهمنا تتهم يتهمون يتهمان يتهموا -
جاء يجيء | جاءت جاؤوا جاءا جاءتا جئن جئنا تجيء يجيئون يجيئان يجيئوا يجئ
أجاب يجيب | أجابت أجابوا أجابا أجابتا أجبن أجبنا تجيب يجيبون يجيبان يجيبوا يجب
أشار يشير | أشارت أشاروا أشارا أشارتا أشرن أشرنا تشير يشيرون يشيران يشيروا يشر
استبعد يستبعد | استبعدت استبعدوا استبعدا استبعدتا استبعدن استبعدنا تستبعد يستبعدون يستبعدان يستبعدوا -
ردّ يردّ | ردت ردوا ردا ردتا رددن رددنا ترد يردون يردان يردوا -
أصر يصر | أصرت أصروا أصرا أصرتا أصررن أصررنا تصر يصرون يصران يصروا -
لقي يلقى | لقيت لقوا لقيا لقيتا لقين لقينا تلقى يلقون يلقيان يلقوا يلق
بدأ يبدأ | بدأت بدؤوا - بدأتا بدأن بدأنا تبدأ يبدأون يبدآن يبدءوا -
أخذ يأخذ | أخذت أخذوا أخذا أخذتا أخذن أخذنا تأخذ يأخذون يأخذان يأخذوا -
ليس  | ليست ليسوا ليسا ليستا لسن لسنا - - - - -
"""
ROWS = [line.partition(" | ") for line in TABLE.strip().splitlines()]


@pytest.mark.parametrize(("bases", "forms"), [(bases, forms) for bases, _, forms in ROWS])
def test_forms(bases: str, forms: str) -> None:
    past, _, present = bases.partition(" ")
    table = inflect(past, present.strip())
    for column, surface in zip(COLUMNS, forms.split(), strict=True):
        if surface != "-":
            assert table[fold(surface)] == VerbForm(*column), surface


@pytest.mark.parametrize(
    ("past", "present", "passive"),
    [
        ("قال", "يقول", "قيل يقال"),
        ("أعاد", "يعيد", "أعيد أعيدت يعاد"),
        ("استعاد", "يستعيد", "استعيدت تستعاد"),
        ("أجرى", "يجري", "أجريت"),
        ("هاجم", "يهاجم", "هوجم هوجموا"),
        ("فاجأ", "يفاجئ", "فوجئ فوجئت"),
        ("وجد", "يجد", "يوجد"),
        ("أرجأ", "يرجئ", "أرجئ يرجأ"),
    ],
)
def test_visible_passives(past: str, present: str, passive: str) -> None:
    table = inflect(past, present)
    assert all(table[fold(form)].passive for form in passive.split())


@pytest.mark.parametrize(("past", "present", "noun"), [("عاد", "يعود", "عيد"), ("علا", "يعلو", "على"), ("زاد", "يزيد", "زيد")])
def test_nouns_are_not_taken_for_passives(past: str, present: str, noun: str) -> None:
    assert fold(noun) not in inflect(past, present)


VERBS = VerbLexicon(
    [(p, q, p) for p, q in [("اتهم", "يتهم"), ("التقى", "يلتقي"), ("هاجم", "يهاجم"), ("رأى", "يرى"), ("قتل", "يقتل"), ("دعا", "يدعو")]]
)


@pytest.mark.parametrize(
    ("word", "verb", "prefix", "pronoun", "tense"),
    [
        ("قتله", "قتل", "", "ه", "past"),
        ("وقتلتهم", "قتل", "و", "هم", "past"),
        ("وستتهمهم", "اتهم", "وس", "هم", "present"),
        ("هاجموها", "هاجم", "", "ها", "past"),
        ("فرآه", "رأى", "ف", "ه", "past"),
        ("والتقاه", "التقى", "و", "ه", "past"),
        ("سيدعوه", "دعا", "س", "ه", "present"),
        ("ليقتلوه", "قتل", "ل", "ه", "jussive"),
        ("يتهمونني", "اتهم", "", "ني", "present"),
        ("فهاجمتموهم", "هاجم", "ف", "هم", "past"),
    ],
)
def test_verbs_with_affixes(word: str, verb: str, prefix: str, pronoun: str, tense: str) -> None:
    match = VERBS.match(Word.of(fold(word)))[0]
    assert (match.value, match.prefix, match.object, match.form.tense) == (verb, prefix, pronoun, tense)


@pytest.mark.parametrize(("word", "verb"), [("فترة", "رأى"), ("لندن", "أدان"), ("الحكم", "ألحّ"), ("لاعب", "عاب"), ("فيلم", "لام")])
def test_common_nouns_are_no_verbs_with_clitics(word: str, verb: str) -> None:
    verbs = {"رأى": "يرى", "أدان": "يدين", "ألحّ": "يلحّ", "عاب": "يعيب", "لام": "يلوم"}
    assert VerbLexicon([(verb, verbs[verb], verb)]).match(Word.of(fold(word))) == ()


@pytest.mark.parametrize("word", ["سقتل", "بقتل", "المقتول", "كتب", "لقتل"])
def test_no_verb(word: str) -> None:
    assert VERBS.match(Word.of(fold(word))) == ()


@pytest.mark.parametrize(
    ("printed", "past", "tense", "passive"),
    [
        ("ق" + DAMMA + "تل", "قتل", "past", True),
        ("وق" + DAMMA + "تل", "قتل", "past", True),
        ("اعت" + DAMMA + "قل", "اعتقل", "past", True),
        ("أ" + DAMMA + "علن", "أعلن", "past", True),
        ("ي" + DAMMA + "قتل", "قتل", "present", True),
        ("ي" + DAMMA + "علن", "أعلن", "present", False),
        ("كب" + DAMMA + "ر", "كبر", "past", False),
        ("وسي" + DAMMA + "فتح", "فتح", "present", True),
        ("ي" + DAMMA + "قدم", "قدم", "present", False),
        ("ي" + DAMMA + "نتخب", "انتخب", "present", True),
        ("است" + DAMMA + "هدف", "استهدف", "past", True),
        ("قتل", "قتل", "past", False),
    ],
)
def test_written_passive(printed: str, past: str, tense: Tense, passive: bool) -> None:
    assert written_passive(printed, VerbForm(tense, 3, "m", "s"), past) is passive
