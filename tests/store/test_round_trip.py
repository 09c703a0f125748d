"""Every field that is put comes back as it was."""

import dataclasses

import numpy as np
import pytest

from bot.keys import key_of
from bot.model import (
    Excerpt,
    ExcerptKind,
    IndexPage,
    Moment,
    Note,
    StoredExcerpt,
    StoredNote,
    Video,
)
from bot.store import words
from bot.store.protocol import Store
from tests.store.build import VIDEO, Place, index_of, indexed, look, note, put, vocabulary

FULL = Excerpt(
    text='Ünïcode “quotes” — 強化学習, emoji 🤖, "ASCII", back\\slash, \ttab',
    moments=(
        Moment(VIDEO, 0, "0:00"),
        Moment(VIDEO, 1340, "00:22:20", repaired=True),
        Moment("abcdefghijk", 43_200, "12:00:00"),
        Moment("abcdefghijk", 7, "00:00:07", repaired=True),
    ),
    headings=("Übersicht", 'a [b] "c", d'),
    label="Speed: 速い",
    kind=ExcerptKind.CALLOUT,
    spoken=True,
    context="What came before.",
    line=4_321,
)
BARE = Excerpt(text="", moments=())
NOTE = Note(
    path="kanäle/ein ordner/notiz 'x'.md",
    title="Title with “quotes”, 100 %, and \\ ",
    channel="kanäle",
    video_id=VIDEO,
    channel_label="Der Kanal",
    aliases=("levain", "wild, yeast", '"'),
    tags=("bread", "bread/sour"),
    lead="The first paragraph.",
    headings=("One", "Two"),
    excerpts=(FULL, BARE),
    uncited=("Nobody said this.",),
    links=("other_note", "a/b c"),
)
EMPTY = Note(path="x.md", title="", channel="", video_id="")


async def found(store: Store, path: str) -> StoredNote:
    note = await store.get_note(key_of(path))
    assert note
    return note


async def excerpts_of(store: Store, path: str) -> list[StoredExcerpt]:
    return await store.excerpts_of((await found(store, path)).id)


async def test_every_field_of_a_note_comes_back(store: Store) -> None:
    page = IndexPage("kanäle/index.md", "Index", "kanäle", (Video(VIDEO, "Das Vidéo 📼"),))
    await put(store, NOTE, page)
    found = await store.get_note(key_of(NOTE.path))
    assert found
    assert (found.path, found.title, found.channel) == (NOTE.path, NOTE.title, NOTE.channel)
    assert (found.channel_name, found.video_id) == ("Der Kanal", VIDEO)
    assert (found.video_title, found.lead) == ("Das Vidéo 📼", NOTE.lead)
    assert (found.aliases, found.tags) == (NOTE.aliases, NOTE.tags)
    assert found.key == key_of(NOTE.path)
    assert await store.get_notes([found.key, 1]) == {found.key: found}


async def test_every_field_of_an_excerpt_and_its_moments_comes_back(store: Store) -> None:
    await put(store, NOTE)
    found = await excerpts_of(store, NOTE.path)
    assert [item.excerpt for item in found] == [FULL, BARE]
    assert [item.position for item in found] == [0, 1]
    assert [item.key for item in found] == [row[2] for row in indexed(NOTE).excerpts]
    assert {item.note.path for item in found} == {NOTE.path}
    assert await store.get_excerpt(found[0].key) == found[0]
    assert await store.get_excerpts([item.key for item in found]) == {
        item.key: item for item in found
    }


async def test_what_no_answer_needs_is_kept_too(store: Store, database: Place) -> None:
    await put(store, NOTE)
    assert look(database, "SELECT headings, uncited, links FROM notes") == [
        ('["One", "Two"]', '["Nobody said this."]', '["other_note", "a/b c"]')
    ]


async def test_a_note_with_nothing_in_it_comes_back_empty(store: Store) -> None:
    await put(store, EMPTY)
    found = await store.get_note(key_of(EMPTY.path))
    assert found
    assert dataclasses.astuple(found)[2:] == ("x.md", "", "", "", "", "", "", (), (), False)
    assert await store.excerpts_of(found.id) == []


@pytest.mark.parametrize("kind", ExcerptKind)
async def test_every_kind_of_excerpt_comes_back(store: Store, kind: ExcerptKind) -> None:
    await put(store, dataclasses.replace(EMPTY, excerpts=(Excerpt("words", (), kind=kind),)))
    (found,) = await excerpts_of(store, EMPTY.path)
    assert found.excerpt.kind is kind


async def test_moments_of_a_note_without_a_video_keep_their_own(store: Store) -> None:
    moments = (Moment("", 5, "0:05"), Moment("abcdefghijk", 6, "0:06"))
    await put(store, dataclasses.replace(EMPTY, excerpts=(Excerpt("words", moments),)))
    (found,) = await excerpts_of(store, EMPTY.path)
    assert found.excerpt.moments == moments


async def test_the_first_index_page_by_path_names_a_video_that_two_list(
    store: Store,
) -> None:
    await put(
        store,
        NOTE,
        IndexPage("kanäle/b.md", "B", "kanäle", (Video(VIDEO, "second"),)),
        IndexPage("kanäle/a.md", "A", "kanäle", (Video("zzzzzzzzzzz", ""), Video(VIDEO, "first"))),
    )
    found = await store.get_note(key_of(NOTE.path))
    assert found
    assert found.video_title == "first"


async def test_a_note_without_a_video_has_no_video_title(store: Store) -> None:
    await put(store, EMPTY, IndexPage("a.md", "A", "", (Video("", "of nothing"),)))
    found = await store.get_note(key_of(EMPTY.path))
    assert found
    assert found.video_title == ""


async def test_unknown_keys_and_ids_are_none_and_nothing(store: Store) -> None:
    await put(store, NOTE)
    assert await store.get_note(1) is None
    assert await store.get_excerpt(1) is None
    assert await store.get_notes([98, 99]) == {}
    assert await store.get_notes([]) == {}
    assert await store.get_excerpts([]) == {}
    assert await store.excerpts_of(10**9) == []


async def test_the_words_of_every_excerpt_come_back_note_by_note(store: Store) -> None:
    await put(store, note("a.md", "Deep seek", "…", "deep water"), note("b.md"), note("c.md", "深"))
    stored = (await store.vault()).words
    a, b, c = [(await found(store, path)).id for path in ("a.md", "b.md", "c.md")]
    assert (stored.note_ids, stored.excerpts) == ((a, b, c), (3, 0, 1))
    index = await index_of(store)
    assert [[index.words[word] for word in index.words_of(text)] for text in range(4)] == [
        ["deep", "seek"],
        [],
        ["deep", "water"],
        ["深"],
    ]
    keys = np.frombuffer(stored.keys, "<i8").tolist()
    assert [(await store.get_excerpts([key]))[key].excerpt.text for key in keys] == [
        "Deep seek",
        "…",
        "deep water",
        "深",
    ]


async def test_the_words_above_a_note_s_excerpts_come_back(store: Store) -> None:
    await put(store, note("a.md", "words", lead="What it is"), note("b.md", "words"))
    stored = (await store.vault()).words
    about = [stored.vocabulary[word] for word in np.frombuffer(stored.about, "<u4")]
    assert (about, stored.about_lengths) == (["what", "it", "is"], (3, 0))


async def test_more_notes_than_are_read_in_one_go_come_back(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(words, "AT_ONCE", 2)
    await put(store, *(note(f"{name}.md", name, "all") for name in "abcde"))
    stored = (await store.vault()).words
    assert list(stored.note_ids) == sorted(stored.note_ids)
    assert stored.excerpts == (2,) * 5
    assert await vocabulary(store) == {"a": 1, "all": 5, "b": 1, "c": 1, "d": 1, "e": 1}


async def test_acronyms_come_back_with_the_number_of_notes_that_define_them(
    store: Store,
) -> None:
    learning = "Reinforcement Learning (RL)"
    await put(
        store,
        note("a.md", learning, f"Again {learning}"),
        note("b.md", f"On {learning}", "Rocket Lab (RL)"),
        note("c.md", "RL without a word on it"),
    )
    assert sorted((await store.vault()).acronyms) == [
        ("rl", "reinforcement learning", 2),
        ("rl", "rocket lab", 1),
    ]


async def test_a_store_without_notes_has_no_words_and_no_acronyms(store: Store) -> None:
    stored = (await store.vault()).words
    assert (stored.vocabulary, stored.note_ids, stored.words, stored.keys) == ((), (), b"", b"")
    assert list((await store.vault()).acronyms) == []


async def test_a_title_entry_holds_what_the_title_index_needs(store: Store) -> None:
    await put(store, NOTE)
    (entry,) = (await store.vault()).titles
    assert (entry.title, entry.channel, entry.channel_name) == (NOTE.title, "kanäle", "Der Kanal")
    assert (entry.key, entry.aliases) == (key_of(NOTE.path), NOTE.aliases)
    found = await store.get_note(entry.key)
    assert found
    assert found.id == entry.note_id


async def test_the_stamp_of_a_file_comes_back(store: Store) -> None:
    await put(store, NOTE)
    assert await store.stamps() == {NOTE.path: indexed(NOTE).stamp}
    assert await store.note_paths() == {NOTE.path}


async def test_index_pages_have_stamps_but_are_no_notes(store: Store) -> None:
    await put(store, IndexPage("a.md", "A", ""))
    assert set(await store.stamps()) == {"a.md"}
    assert await store.note_paths() == set()
    assert list((await store.vault()).titles) == []
