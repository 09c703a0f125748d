"""The shuffled bag: everything once a round, whatever comes and goes."""

from itertools import pairwise

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from bot.search.bag import START, Bag
from tests.search.build import corpus_of, told

CORPUS = corpus_of(
    told("Apples", "one", "two", "three", "four", channel="fruit"),
    told("Beets", "five", "six", "seven", channel="roots"),
)
KEYS = [100, 101, 102, 103, 200, 201, 202]
seeds = st.integers(0, 2**63 - 1)


def bag_of(*keys: int) -> Bag:
    return Bag(CORPUS, np.array(keys, "<i8").tobytes())


def drawn(bag: Bag, count: int, *, seed: int, channel: str = "") -> list[int]:
    keys, cursor = [], START
    for _ in range(count):
        place = bag.draw(seed=seed, cursor=cursor, channel=channel)
        assert place
        seed, cursor = place.seed, place.cursor
        keys.append(place.key)
    return keys


@given(seeds)
def test_every_round_has_each_once_and_none_comes_twice_running(seed):
    keys = drawn(bag_of(*KEYS), 5 * len(KEYS), seed=seed)
    for start in range(0, len(keys), len(KEYS)):
        assert sorted(keys[start : start + len(KEYS)]) == KEYS
    assert all(one != other for one, other in pairwise(keys))


@given(seeds)
def test_two_take_turns_and_one_repeats(seed):
    pair = drawn(bag_of(100, 200), 8, seed=seed)
    assert all(one != other for one, other in pairwise(pair))
    assert drawn(bag_of(100), 3, seed=seed) == [100] * 3


@given(seeds)
def test_one_that_joins_in_the_middle_takes_its_place_and_nothing_repeats(seed):
    first = bag_of(*KEYS[:-1]).draw(seed=seed, cursor=START)
    assert first
    seen, cursor = [first.key], first.cursor
    grown = bag_of(*KEYS)
    for _ in range(first.left + 1):
        place = grown.draw(seed=seed, cursor=cursor)
        assert place
        if place.seed != seed:
            break
        seen.append(place.key)
        cursor = place.cursor
    assert len(seen) == len(set(seen))
    assert set(KEYS[:-1]) <= set(seen)


@given(seeds, st.sampled_from(KEYS))
def test_one_that_goes_is_never_drawn_and_costs_no_other_its_turn(seed, gone):
    everything = drawn(bag_of(*KEYS), len(KEYS), seed=seed)
    rest = drawn(bag_of(*(key for key in KEYS if key != gone)), len(KEYS) - 1, seed=seed)
    assert rest == [key for key in everything if key != gone]


@given(seeds)
def test_a_channel_alone(seed):
    bag = bag_of(*KEYS)
    assert sorted(drawn(bag, 3, seed=seed, channel="roots")) == [200, 201, 202]
    assert bag.draw(seed=seed, cursor=START, channel="nowhere") is None


def test_what_is_left_is_counted():
    bag = bag_of(*KEYS)
    place = bag.draw(seed=1, cursor=START)
    assert place
    assert place.left == len(KEYS) - 1
    place = bag.draw(seed=1, cursor=place.cursor)
    assert place
    assert place.left == len(KEYS) - 2


def test_nothing_and_keys_of_another_vault_are_nothing_to_draw():
    assert bag_of().draw(seed=1, cursor=START) is None
    assert bag_of(7, 8).draw(seed=1, cursor=START) is None


def test_another_seed_is_another_order():
    bag = bag_of(*KEYS)
    assert len({tuple(drawn(bag, len(KEYS), seed=seed)) for seed in range(20)}) == 20


def test_hashes_are_what_the_database_can_hold():
    for seed in (0, 1, 2**63 - 1):
        place = bag_of(*KEYS).draw(seed=seed, cursor=START)
        assert place
        assert 0 <= place.cursor < 2**63
        assert 0 <= place.seed < 2**63
