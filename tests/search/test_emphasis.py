"""Where the words that a query meant stand in an excerpt."""

from itertools import pairwise

import pytest

from bot.search.fold import words
from bot.search.why import emphasis


@pytest.mark.parametrize(
    ("text", "matched", "marked"),
    [
        ("The DeepSeek's model", {"deepseek"}, ["DeepSeek's"]),
        ("Café, cafe and CAFE\u0301", {"cafe"}, ["Café", "cafe", "CAFE\u0301"]),
        ("强化学习", {"强化", "化学", "学习"}, ["强化学习"]),
        ("强化学习", {"化学"}, ["化学"]),
        ("deep deepseek deeply", {"deep"}, ["deep"]),
        ("none of it", {"deep"}, []),
        ("", {"deep"}, []),
        ("all of it", set(), []),
    ],
)
def test_emphasis_marks_whole_words_as_they_stand(
    text: str, matched: set[str], marked: list[str]
) -> None:
    found = emphasis(text, frozenset(matched))

    assert [text[start:end] for start, end in found] == marked


def test_emphasis_neither_touches_nor_overlaps() -> None:
    text = "AI強化v2 强化学习让模型 don't can’t 3.5% x²" * 5
    found = emphasis(text, frozenset(words(text)))

    assert found
    for (_, end), (start, _) in pairwise(found):
        assert end < start
