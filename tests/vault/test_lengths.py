"""What is too long for one quote: cut into several, with all its words and all its citations."""

import re

import pytest

from bot.model import Note
from bot.vault.excerpts import LONGEST
from tests.vault.invariants import check_reading
from tests.vault.pieces import HEAD

WORDS = " ".join(f"word{number}" for number in range(3_000))
"""Some 26,000 characters that no stop ends."""


def read(body: str) -> tuple[Note, list[tuple[int, str]]]:
    note, problems = check_reading(HEAD + body)
    assert isinstance(note, Note)
    return note, [(problem.line, problem.code) for problem in problems]


def seconds(note: Note) -> list[list[int]]:
    return [[moment.seconds for moment in excerpt.moments] for excerpt in note.excerpts]


@pytest.mark.parametrize("before", ["", "- ", "> ", "# ", "| a |\n|---|\n| "])
def test_a_long_sentence_is_several_quotes_with_the_citation_that_ends_it(before: str) -> None:
    note, problems = read(f"Short [0:01].\n\n{before}{WORDS} [0:09].\n")

    texts = [excerpt.text for excerpt in note.excerpts if "word" in excerpt.text]
    assert len(texts) == 3
    assert max(map(len, texts)) <= LONGEST
    assert " ".join(texts).rstrip(" .—a") == WORDS
    assert seconds(note)[-3:] == [[9], [9], [9]]
    assert [code for _, code in problems] == ["excerpt-long"]
    assert problems[0][0] == 6 + before.count("\n")


def test_each_piece_keeps_its_own_citations_then_has_those_that_follow_then_the_last() -> None:
    words = WORDS.split(" ")
    words[100] += " [0:01]"
    words[1_900] += " [0:02, 0:03],"
    note, _ = read(" ".join(words))

    assert seconds(note) == [[1], [2, 3], [2, 3]]


def test_no_citation_is_lost_or_written_anew_where_it_is_cut() -> None:
    cited = "".join(f"tea{number} [{number // 60}:{number % 60:02}], " for number in range(5_000))
    note, problems = read(cited + "end")

    kept = {second for group in seconds(note) for second in group}
    assert kept == set(range(5_000))
    assert len(problems) == 1
    assert re.findall(r"tea\d+", " ".join(excerpt.text for excerpt in note.excerpts)) == [
        f"tea{number}" for number in range(5_000)
    ]


def test_what_has_no_blank_is_cut_all_the_same() -> None:
    words = "".join(map(chr, range(0x4E00, 0x4E00 + 20_500)))
    note, _ = read(words + "[0:01]")

    assert "".join(excerpt.text for excerpt in note.excerpts) == words
    assert seconds(note) == [[1], [1], [1]]


def test_a_long_text_without_a_citation_is_kept_in_one() -> None:
    note, problems = read(f"{WORDS}.\n\nTea [0:01].\n")

    assert note.uncited == (f"{WORDS}.",)
    assert problems == []


def test_of_a_long_first_paragraph_the_lead_is_the_beginning() -> None:
    note, _ = read(f"{WORDS}.\n\nTea [0:01].\n")

    assert WORDS.startswith(note.lead)
    assert LONGEST // 2 < len(note.lead) <= LONGEST
