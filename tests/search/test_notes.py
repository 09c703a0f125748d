"""Finding notes: by what they are called, then by what they say as a whole."""

import pytest

from bot.search.corpus import Corpus
from bot.search.notes import NoteIndex, RankedNote, find_notes
from bot.search.query import parse_query
from bot.search.titles import TitleIndex
from tests.search.build import Told, corpus_of, told

VAULT = (
    told(
        "Sourdough",
        "Wild yeast lifts the dough while bacteria make it sour",
        "A starter in the fridge is fed about once a week",
        "Bakers count the water in percent of the flour",
        about="Feeding a starter",
        channel="kitchen",
        channel_name="The Kitchen Lab",
        video_title="Bread from nothing",
    ),
    told(
        "Whetstones",
        "A burr can be felt along the edge of the blade",
        "Glass is harder than steel and blunts every knife",
        channel="kitchen",
        channel_name="The Kitchen Lab",
        video_title="Edges",
    ),
    told(
        "Longitude at sea",
        "A sailor could not find out how far west he was",
        "The Earth turns through fifteen degrees in an hour",
        "Harrison built a clock that kept time on a rolling ship",
        channel="maps",
        channel_name="The Long Way Round",
        video_title="The longitude problem",
    ),
    told(
        "Railway time",
        "Bristol lies west of London and ran ten minutes behind",
        "The telegraph sent the time of Greenwich along the wires",
        channel="maps",
        channel_name="The Long Way Round",
        video_title="Trains and clocks",
    ),
    told(
        "Clocks in public",
        "The town hall struck the hour for everybody",
        "A sailor set his watch by the falling ball",
        channel="maps",
        channel_name="The Long Way Round",
        video_title="Trains and clocks",
    ),
    told("Tides", about="Moon, Sun and the Bay of Fundy", channel="maps"),
    told("Empty"),
    *(told(f"Filling {number}", f"Other words stand here {number}") for number in range(20)),
)


@pytest.fixture(scope="module")
def corpus() -> Corpus:
    return corpus_of(*VAULT)


def names(corpus: Corpus, hits: list[RankedNote]) -> list[str]:
    titles = {entry.key: entry.title for entry in corpus.entries}
    return [titles[hit.key] for hit in hits]


def saying(corpus: Corpus, typed: str, *, channel: str = "") -> list[str]:
    """What is found by what notes say alone."""
    found = NoteIndex(corpus).find(parse_query(typed), limit=5, channel=channel)
    return names(corpus, found)


def hits(corpus: Corpus, typed: str, *, limit: int = 5, channel: str = "") -> list[RankedNote]:
    titles, notes = TitleIndex(corpus.entries, others=(corpus.excerpts,)), NoteIndex(corpus)
    return find_notes(titles, notes, parse_query(typed), limit=limit, channel=channel)


def found(corpus: Corpus, typed: str, **options: object) -> list[str]:
    return names(corpus, hits(corpus, typed, **options))


@pytest.mark.parametrize(
    ("typed", "title"),
    [
        ("sourdough", "Sourdough"),
        ("sourdogh", "Sourdough"),
        ("whet", "Whetstones"),
        ("wild yeast", "Sourdough"),
        ("burr", "Whetstones"),
        ("yeast bacteria flour percent", "Sourdough"),
        ("telegraph sent to bristol and london", "Railway time"),
        ("how often do i feed a starter", "Sourdough"),
        ("what happens to a knife edge on glass", "Whetstones"),
        ("how did sailors find out how far west they were", "Longitude at sea"),
        ("harison clock rolling ship", "Longitude at sea"),
        ("fundy", "Tides"),
    ],
)
def test_the_note_that_is_meant_comes_first(corpus: Corpus, typed: str, title: str) -> None:
    assert found(corpus, typed)[0] == title


def test_a_note_by_its_title_stands_before_those_that_speak_of_it(corpus: Corpus) -> None:
    first, *others = hits(corpus, "clocks")

    assert names(corpus, [first]) == ["Clocks in public"]
    assert "text" not in first.why
    assert set(names(corpus, others)) >= {"Railway time", "Longitude at sea"}
    assert all(hit.why[0] == "text" and hit.score < first.score for hit in others)


def test_each_note_is_listed_once_and_scores_fall(corpus: Corpus) -> None:
    for typed in ("clocks", "time", "sailor west", "starter", "longitude at sea"):
        listed = hits(corpus, typed)
        assert len(listed) == len({hit.key for hit in listed}) > 0
        assert [hit.score for hit in listed] == sorted((hit.score for hit in listed), reverse=True)


def test_the_limit_holds(corpus: Corpus) -> None:
    assert len(found(corpus, "clocks", limit=1)) == 1
    assert found(corpus, "clocks", limit=2) == found(corpus, "clocks")[:2]


def test_words_may_stand_in_several_excerpts_of_a_note(corpus: Corpus) -> None:
    assert saying(corpus, "yeast bacteria fridge flour percent") == ["Sourdough"]


def test_words_that_only_a_video_or_a_channel_has_find_its_notes(corpus: Corpus) -> None:
    assert set(found(corpus, "bread from nothing")) == {"Sourdough"}
    assert set(found(corpus, "kitchen lab")) == {"Sourdough", "Whetstones"}
    assert set(found(corpus, "trains")) == {"Railway time", "Clocks in public"}


def test_a_note_without_excerpts_is_found_by_its_headings(corpus: Corpus) -> None:
    (hit,) = hits(corpus, "bay of fundy")

    assert names(corpus, [hit]) == ["Tides"]
    assert hit.why[0] == "text"


def test_a_hit_by_what_it_says_tells_how_its_best_excerpt_matched(corpus: Corpus) -> None:
    (hit,) = hits(corpus, "bakers counting watr in flour")

    assert hit.why[:3] == ("text", "exact", "inflected")
    assert "spelling: watr → water" in hit.why


def test_an_excluded_word_may_stand_anywhere_in_a_note(corpus: Corpus) -> None:
    assert "Longitude at sea" in saying(corpus, "sailor")
    assert "Longitude at sea" not in saying(corpus, "sailor -earth")
    assert "Longitude at sea" not in saying(corpus, "sailor -longitude")
    assert "Longitude at sea" not in saying(corpus, "sailor -problem")
    assert "Clocks in public" in saying(corpus, "sailor -earth")


def test_a_phrase_may_stand_anywhere_in_a_note_and_nowhere_else(corpus: Corpus) -> None:
    assert saying(corpus, 'sailor west "rolling ship" clock') == ["Longitude at sea"]
    assert saying(corpus, 'sailor clock "longitude problem"') == ["Longitude at sea"]
    assert saying(corpus, '"longitude at sea" clock') == ["Longitude at sea"]
    assert saying(corpus, '"ship rolling"') == []
    assert saying(corpus, '"was the earth"') == []  # two excerpts are not side by side


def test_a_channel_keeps_the_others_out(corpus: Corpus) -> None:
    assert saying(corpus, "blade edge", channel="kitchen") == ["Whetstones"]
    assert saying(corpus, "blade edge", channel="maps") == []
    assert found(corpus, "clocks", channel="kitchen") == []
    assert found(corpus, "clocks", channel="nobody") == []


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "-sourdough",
        "xyzzyplugh",
        "xyzzyplugh plughxyzzy",
        "how do i file a tax return",
        "best place to find good pizza",
        "why does the printer jam in the hour",
        "what is it about",
    ],
)
def test_where_evidence_lacks_nothing_is_found(corpus: Corpus, typed: str) -> None:
    assert found(corpus, typed) == []


def test_what_scores_far_less_than_the_best_is_not_offered_beside_it(corpus: Corpus) -> None:
    assert saying(corpus, "the telegraph along the wires of greenwich and london") == [
        "Railway time"
    ]


def test_part_of_a_title_is_found_where_no_note_says_more() -> None:
    corpus = corpus_of(told("Deep reinforcement learning"), told("Sea"), told("Other"))

    assert found(corpus, "deep reinforcement learning xyzzyplugh") == [
        "Deep reinforcement learning"
    ]


@pytest.mark.parametrize("notes", [(), (told("Deep", "sea"),), (told("", "sea"),)])
def test_there_may_be_hardly_anything(notes: tuple[Told, ...]) -> None:
    corpus = corpus_of(*notes)

    assert found(corpus, "deep") == [note.title for note in notes if note.title]
    assert saying(corpus, "xyzzyplugh") == []
