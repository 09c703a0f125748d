"""What a person typed, parsed."""

import random

import pytest

from bot.search.query import MOST_LIMITS, MOST_WORDS, parse_query


@pytest.mark.parametrize(
    "typed",
    [
        'deep "reinforcement learning"',
        "deep “reinforcement learning”",
        "deep „reinforcement learning“",
        "deep «Reinforcement Learning»",
        'deep "reinforcement learning',
        'deep"reinforcement learning"',
    ],
)
def test_words_in_quotation_marks_are_a_phrase(typed: str) -> None:
    query = parse_query(typed)

    assert query.words == ("deep", "reinforcement", "learning")
    assert query.phrases == (("reinforcement", "learning"),)


def test_several_phrases_are_kept_apart() -> None:
    assert parse_query('"a b" c "d e"').phrases == (("a", "b"), ("d", "e"))


@pytest.mark.parametrize("typed", ['"deepseek"', '""', '"', '" "', '"…"', '"""'])
def test_fewer_than_two_words_are_no_phrase(typed: str) -> None:
    assert parse_query(typed).phrases == ()


@pytest.mark.parametrize(
    ("typed", "words", "excluded"),
    [
        ("deep -games", ("deep",), (("games",),)),
        ('deep -"board games"', ("deep",), (("board", "games"),)),
        ("deep -gpt-4", ("deep",), (("gpt", "4"),)),
        ("deep -games -games", ("deep",), (("games",),)),
        ("deep -Café's", ("deep",), (("cafe",),)),
        ("-games", (), (("games",),)),
        ("--games", (), (("games",),)),
        ("self-play", ("self", "play"), ()),
        ('"deep"-play', ("deep", "play"), ()),
        ("deep - games", ("deep", "games"), ()),
        ("deep –games", ("deep", "games"), ()),
        ("deep -", ("deep",), ()),
        ("deep -…", ("deep",), ()),
        ("deep -deep", ("deep",), ()),
    ],
)
def test_a_minus_before_a_word_excludes_it(
    typed: str, words: tuple[str, ...], excluded: tuple[tuple[str, ...], ...]
) -> None:
    query = parse_query(typed)

    assert (query.words, query.excluded) == (words, excluded)


def test_words_are_folded() -> None:
    query = parse_query("  DeepSeek’s CAFÉ 强化学 ")

    assert query.words == ("deepseek", "cafe", "强化", "化学")


@pytest.mark.parametrize("typed", ["", "   ", "?!", "-games", "\u200b", '""', "\x00"])
def test_a_query_without_words_is_false(typed: str) -> None:
    assert not parse_query(typed)


@pytest.mark.parametrize(
    ("typed", "unfinished"), [("deeps", True), ("deeps ", False), ("deeps\n", False), ("", False)]
)
def test_a_blank_finishes_the_last_word(typed: str, unfinished: bool) -> None:
    assert parse_query(typed, unfinished=True).unfinished is unfinished
    assert parse_query(typed).unfinished is False


def test_control_characters_part_words() -> None:
    assert parse_query("deep\x00seek\x1b\x7f\u2028r1").words == ("deep", "seek", "r1")


@pytest.mark.parametrize(
    "piece", ['"', "-", '-"', "a ", "“", "强", "é'", "\x00", '" -', "'s", "\ud83d", "AND (", "*"]
)
def test_six_thousand_characters_of_anything_are_parsed(piece: str) -> None:
    query = parse_query((piece * 6000)[:6000], unfinished=True)

    assert all(query.words + query.excluded)
    assert len(query.words) <= MOST_WORDS
    assert len(query.phrases + query.excluded) <= 2 * MOST_LIMITS
    assert all(len(phrase) > 1 for phrase in query.phrases)


def test_any_mixture_is_parsed() -> None:
    draw = random.Random(4)
    for _ in range(2000):
        typed = "".join(draw.choices("ab -\"“”„«»'’é强\x00\t\n.", k=draw.randint(0, 20)))
        query = parse_query(typed, unfinished=True)
        assert not {(word,) for word in query.words} & set(query.excluded), ascii(typed)
        assert {word for phrase in query.phrases for word in phrase} <= set(query.words)


@pytest.mark.parametrize("typed", ["deep -gam", "deep channel:kit -ga", 'deep -"board ga'])
def test_what_is_excluded_is_no_word_that_is_being_typed(typed: str) -> None:
    assert not parse_query(typed, unfinished=True).unfinished
