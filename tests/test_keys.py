"""Short ids that stay the same after any load."""

import random

import pytest

from bot.keys import BITS, format_key, key_of, parse_key


def test_every_key_is_read_back_as_it_was_written() -> None:
    draw = random.Random(1)
    keys = [0, 1, 2**BITS - 1, *(draw.getrandbits(BITS) for _ in range(2000))]

    for key in keys:
        assert parse_key(f"n:{format_key(key)}", prefix="n:") == key


def test_a_key_is_ten_letters_and_digits() -> None:
    for key in (0, 31, 2**BITS - 1, key_of("a")):
        text = format_key(key)
        assert len(text) == 10
        assert text.isascii()
        assert text.isalnum()
        assert text == text.lower()


def test_a_key_comes_from_what_it_names() -> None:
    assert key_of("lex/a.md") == key_of("lex/a.md")
    assert key_of("lex/a.md") != key_of("lex/b.md")
    assert key_of("a", "b") != key_of("ab") != key_of("b", "a")
    assert 0 <= key_of("\ud800", "", "强") < 2**BITS


def test_a_key_stays_the_same_in_every_version() -> None:
    assert format_key(key_of("lex/deepseek.md")) == "mjrzs0q442"


def test_keys_of_a_large_vault_are_all_different() -> None:
    assert len({key_of("note", str(number)) for number in range(20_000)}) == 20_000


@pytest.mark.parametrize(
    "typed",
    ["n:4tq9x0c2mz", "N:4TQ9X0C2MZ", "  n:4tq9x0c2mz\n", "n: 4tq9x0c2mz", "n:4tq9xoc2mz"],
)
def test_case_blanks_and_letters_that_look_alike_do_not_matter(typed: str) -> None:
    assert parse_key(typed, prefix="n:") == parse_key("n:4tq9x0c2mz", prefix="n:") is not None


def test_i_and_l_are_read_as_one() -> None:
    keys = {parse_key(f"q:000000000{letter}", prefix="q:") for letter in "1iIlL"}

    assert keys == {1}


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "n:",
        "n",
        "deepseek",
        "n:deepseek",
        "4tq9x0c2mz",
        "q:4tq9x0c2mz",
        "n:4tq9x0c2m",
        "n:4tq9x0c2mzz",
        "n:4tq9x 0c2mz",
        "n:4tq9x-c2mz",
        "n:uuuuuuuuuu",
        "n:４tq9x0c2mz",
        "n:İİİİİİİİİİ",
        "n:4tq9x0c2mé",
        "n:\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00",
        "n:n:4tq9x0c2mz",
        "n:" * 3000,
    ],
)
def test_anything_else_is_no_key(typed: str) -> None:
    assert parse_key(typed, prefix="n:") is None
