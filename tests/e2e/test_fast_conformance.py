"""The compiled judge and the one that explains: what one finds fine, the other must, too."""

import pytest

from tests.e2e import conformance, fast_conformance
from tests.e2e.actors import Json
from tests.e2e.test_conformance import BAD, CALLBACK, GOOD, needs_description, reply

ANSWERS = {name: payload for name, _, path, payload in GOOD if path == CALLBACK}
BAD_ANSWERS = {
    name: payload
    for name, (_, _, path, payload) in BAD.items()
    if path == CALLBACK and isinstance(payload, dict) and "type" in payload
}


@pytest.mark.parametrize("payload", ANSWERS.values(), ids=ANSWERS.keys())
def test_good_answers_pass(payload: Json) -> None:
    assert fast_conformance.callback_violations(payload) == []


@needs_description
def test_messages_and_choices_pass_without_a_closer_look() -> None:
    slow = {name for name, payload in ANSWERS.items() if not fast_conformance.is_fine(payload)}
    assert slow == {"an empty deferral", "an edit by a button"}


@pytest.mark.parametrize("payload", BAD_ANSWERS.values(), ids=BAD_ANSWERS.keys())
def test_bad_answers_are_told_as_by_the_slow_judge(payload: Json) -> None:
    told = conformance.violations("POST", CALLBACK, payload)
    assert told
    assert fast_conformance.callback_violations(payload) == told


@pytest.mark.parametrize("payload", BAD_ANSWERS.values(), ids=BAD_ANSWERS.keys())
def test_own_rules_suffice_without_the_description(
    payload: Json, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fast_conformance, "_validators", dict)
    assert not fast_conformance.is_fine(payload)


@needs_description
@pytest.mark.parametrize("key", ["title", "components", "embeds"])
def test_only_the_description_knows(key: str) -> None:
    odd = reply()
    odd["data"][key] = 7
    assert not fast_conformance.is_fine(odd)
