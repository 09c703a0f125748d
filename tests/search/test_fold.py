"""One folding for query and index: what looks the same to a reader is the same word."""

import random
import unicodedata

import pytest

from bot.search.fold import fold, spans, words

TRICKY = [
    "",
    " \t\n ",
    "'",
    "’’’",
    "' a '",
    "a'",
    "'s",
    "a's's",
    "rock'n'roll",
    "DeepSeek's “R1” – Café, 强化学习",
    "don’t can't O’Brien’s",
    "ﬁne Straße İstanbul ŉ",
    "x² ½ ① ㈣ ㋀ ⅷ",
    "𝐃𝐞𝐞𝐩𝐒𝐞𝐞𝐤 ᴬ ℌ ϒ",
    "ｱﾊﾟｰﾄ ｶﾞ ＡＢＣ　１２３",
    "か\u3099く 佐々木 スーパー",
    "ทุกกำ กู้ภัย ๑๒๓",
    "AI強化v2强's",
    "हिन्दी தமிழ் বাংলা ខ្មែរ မြန်မာ",
    "مُحَمَّد كتــاب ﷺ",
    "שָׁלוֹם",
    "Ёлка Йод Ѐ",
    "Ἀχιλλεύς ᾳ ΣΟΦΟΣ",
    "한국어 한국",
    "\u200b\u200d\ufeff\u00ad",
    "a\u200bb c\u00add",
    "e\u0301\u0301\u0301",
    "snake_case __init__ C++ C# GPT-4o",
    "\x00\x1b[31mred\x07",
    "👩‍👩‍👧 🇩🇪 ❤️",
    "\ud800 lone",
]


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("DeepSeek's “R1” – Café, 强化学习", "deepseek r1 cafe 强化 化学 学习"),
        ("Straße", "strasse"),
        ("ﬁne", "fine"),
        ("ＡＩ １２", "ai 12"),
        ("𝐃𝐞𝐞𝐩𝐒𝐞𝐞𝐤", "deepseek"),
        ("x²", "x2"),
        ("İSTANBUL", "istanbul"),
        ("Ελληνικά", "ελληνικα"),
        ("ΣΟΦΟΣ σοφός", "σοφοσ σοφοσ"),
        ("Ёлка", "елка"),
        ("Йод", "иод"),
        ("مُحَمَّد", "محمد"),
        ("كتــاب", "كتاب"),
        ("שָׁלוֹם", "שלום"),
        ("한국어", "한국어"),
        ("snake_case", "snake case"),
        ("GPT-4o", "gpt 4o"),
        ("3.5%", "3 5"),
        ("— … !?", ""),
    ],
)
def test_case_accents_and_compatibility_forms_go(text: str, folded: str) -> None:
    assert fold(text) == folded


@pytest.mark.parametrize("word", ["हिन्दी", "தமிழ்", "বাংলা", "ខ្មែរ"])
def test_marks_that_spell_a_syllable_stay(word: str) -> None:
    assert words(word) == [unicodedata.normalize("NFC", word)]


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("学", "学"),
        ("强化", "强化"),
        ("强化学习", "强化 化学 学习"),
        ("がくせい", "がく くせ せい"),
        ("佐々木", "佐々 々木"),
        ("AI強化v2", "ai 強化 v2"),
        ("ทุกวัน", "ทุก กวั วัน"),
    ],
)
def test_scripts_without_blanks_become_overlapping_pairs_of_letters(text: str, folded: str) -> None:
    assert fold(text) == folded


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("ｱﾊﾟｰﾄ", "アパート"),
        ("か\u3099くせい", "がくせい"),
        ("强\u200b化\ufeff学习", "强化学习"),
        ("cafe\u0301", "café"),
        ("한국", "\u1112\u1161\u11ab\u1100\u116e\u11a8"),
        ("deep\u00adseek", "deepseek"),
        ("deep\u200bseek", "deepseek"),
        ("\ufeffdeepseek\u200e", "deepseek"),
    ],
)
def test_what_looks_the_same_folds_the_same(one: str, other: str) -> None:
    assert fold(one) == fold(other) != ""


@pytest.mark.parametrize("mark", ["'", "’"])
@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("deepseek's", "deepseek"),
        ("don't", "dont"),
        ("o'brien's", "obrien"),
        ("rock'n'roll", "rocknroll"),
        ("'quoted'", "quoted"),
        ("the dogs' bowl", "the dogs bowl"),
        ("café's", "cafe"),
        ("DON'T", "dont"),
        ("LEX'S", "lex"),
    ],
)
def test_straight_and_curly_apostrophes_fold_alike(text: str, folded: str, mark: str) -> None:
    assert fold(text.replace("'", mark)) == folded


def test_plain_and_other_text_split_at_the_same_places() -> None:
    plain = "Don't stop_at GPT-4o's 3.5% (really?) it's O'Brien's 'x' a''b"

    assert words(plain) == [word for _, _, word in spans(plain)]
    assert words(plain + " é")[:-1] == words(plain)


@pytest.mark.parametrize("text", TRICKY)
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@pytest.mark.parametrize("text", TRICKY)
def test_spans_tell_where_the_words_stand(text: str) -> None:
    _check_spans(text)


def test_any_mixture_of_scripts_keeps_every_promise() -> None:
    letters = sorted({letter for text in TRICKY for letter in text})
    draw = random.Random(20250)
    for _ in range(1200):
        text = "".join(draw.choices(letters, k=draw.randint(0, 12)))
        folded = fold(text)
        assert fold(folded) == folded, ascii(text)
        assert folded.split(" ") == (words(text) or [""]), ascii(text)
        _check_spans(text)


def test_letters_from_all_of_unicode_fold_to_something_stable() -> None:
    letters = [letter for code in range(0, 0x110000, 11) if (letter := chr(code)).isalnum()]
    unstable = [letter for letter in letters if fold(fold(letter)) != fold(letter)]

    assert unstable == []


def _check_spans(text: str) -> None:
    found = list(spans(text))
    assert [word for _, _, word in found] == words(text), ascii(text)
    for start, end, word in found:
        assert 0 <= start < end <= len(text), ascii(text)
        assert word
        assert not any(letter.isspace() for letter in word), ascii(text)
        assert word in words(text[start:end]), ascii(text)
    starts = [start for start, _, _ in found]
    assert starts == sorted(starts), ascii(text)
