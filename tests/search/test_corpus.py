"""Every text of a vault, numbered."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.search.corpus import FIELDS, Corpus, build_corpus
from bot.search.fold import words
from tests.search.build import Told, corpus_of, entry_of, stored_words, told

NOTES = (
    told(
        "Deep learning",
        "Models learn deep things",
        "They learn at night",
        about="Why it works",
        aliases=("Neural nets",),
        channel="lex",
        channel_name="Lex",
        video_title="A long talk",
    ),
    told("Silence", about="Nothing is said", channel="quiet", channel_name="Quiet Place"),
    told("Bread", "Bread rises", channel="lex", channel_name="Lex", video_title="A long talk"),
)
TEXTS = st.lists(
    st.sampled_from(["deep", "sea", "deep sea", "café", "", "sea the sea"]), max_size=4
)
TOLD = st.builds(
    lambda title, texts, about, alias, video: told(
        title, *texts, about=about, aliases=(alias,), video_title=video
    ),
    *[st.sampled_from(["sea", "Deep", "a b c", ""]), TEXTS],
    *[st.sampled_from(["blue", "deep blue", ""])] * 3,
)


@pytest.fixture(scope="module")
def corpus() -> Corpus:
    return corpus_of(*NOTES)


def excerpt(corpus: Corpus, number: int) -> list[str]:
    return [corpus.excerpts.words[word] for word in corpus.excerpts.words_of(number)]


def fields(corpus: Corpus, note: int) -> list[list[str]]:
    texts = (corpus.fields.words_of(FIELDS * note + place) for place in range(FIELDS))
    return [[corpus.fields.words[word] for word in text] for text in texts]


@given(st.lists(TOLD, max_size=5))
def test_excerpts_stand_note_by_note_with_their_keys(notes: list[Told]) -> None:
    corpus = corpus_of(*notes)
    said = [(number, text) for number, note in enumerate(notes) for text in note.texts]

    assert [excerpt(corpus, number) for number in range(len(said))] == [
        words(text) for _, text in said
    ]
    assert corpus.note_of.tolist() == [number for number, _ in said]
    for number, note in enumerate(notes):
        first, end = corpus.spans[number : number + 2].tolist()
        key = 100 * (number + 1)
        assert corpus.keys[first:end].tolist() == list(range(key, key + len(note.texts)))


@given(st.lists(TOLD, max_size=5))
def test_above_a_note_stand_its_names_its_headings_and_its_video(notes: list[Told]) -> None:
    corpus = corpus_of(*notes)

    assert [fields(corpus, number) for number in range(len(notes))] == [
        [
            words(" ".join((note.title, *note.aliases))),
            words(note.about),
            words(f"{note.video_title} {note.channel_name}"),
        ]
        for note in notes
    ]


def test_notes_of_one_video_have_its_name_each(corpus: Corpus) -> None:
    assert fields(corpus, 0)[2] == fields(corpus, 2)[2] == ["a", "long", "talk", "lex"]


def test_a_word_has_one_number_wherever_it_stands(corpus: Corpus) -> None:
    assert corpus.excerpts.words is corpus.fields.words
    assert corpus.excerpts.words == sorted(corpus.excerpts.words)


def test_a_word_of_titles_alone_is_known_and_as_rare_as_any_among_excerpts(
    corpus: Corpus,
) -> None:
    (meaning,) = corpus.vocabulary.exact("neural")

    assert corpus.vocabulary.counts[meaning.word] == 0
    assert corpus.vocabulary.rarity(meaning.word) == max(corpus.vocabulary.rarities)


def test_titles_may_come_in_any_order_and_too_many() -> None:
    entries = [entry_of(*pair) for pair in enumerate((*NOTES, told("Of a later load")))]
    corpus = build_corpus(stored_words(*NOTES), entries[::-1])

    assert [entry.title for entry in corpus.entries] == [note.title for note in NOTES]


def test_a_note_that_a_later_load_removed_keeps_its_words_and_has_no_name() -> None:
    corpus = build_corpus(stored_words(*NOTES), [entry_of(2, NOTES[2])])

    assert [entry.title for entry in corpus.entries] == ["", "", "Bread"]
    assert excerpt(corpus, 0) == words(NOTES[0].texts[0])
    assert fields(corpus, 0) == [[], words(NOTES[0].about), []]


def test_a_channel_holds_its_own_notes(corpus: Corpus) -> None:
    assert corpus.in_channel("lex").tolist() == [True, False, True]
    assert not corpus.in_channel("nobody").any()


def test_a_note_is_as_long_as_all_its_excerpts_beside_a_usual_one() -> None:
    corpus = corpus_of(told("a", "one two", "three"), told("b"), told("c", "one two three"))

    np.testing.assert_allclose(corpus.lengths, [1.5, 0, 1.5])


@pytest.mark.parametrize("notes", [(), (told(""),), (told("", ""),)])
def test_of_nothing_there_is_a_corpus(notes: tuple[Told, ...]) -> None:
    corpus = corpus_of(*notes)

    assert len(corpus.entries) == len(notes) == len(corpus.spans) - 1
    assert corpus.vocabulary.exact("deep") == []
