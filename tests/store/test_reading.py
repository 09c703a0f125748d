"""Channels and their names, counts, problems, and what is offered before anything is typed."""

from pathlib import Path

from bot.keys import key_of
from bot.model import IndexPage, Moment, Problem, Severity, Video
from bot.store.protocol import Store
from tests.store.build import Place, excerpt, indexed, look, note, put

DIRECTORY = IndexPage("directory.md", "Channels", "", (), (("ch", "Directory’s name"),))
INDEX = IndexPage("ch/index.md", "Index’s name", "ch")


async def name_of(store: Store, path: str) -> str:
    found = await store.get_note(key_of(path))
    assert found
    return found.channel_name


async def test_a_channel_without_a_better_name_is_called_by_its_key(store: Store) -> None:
    await put(store, note("ch/a.md"))
    assert list((await store.vault()).channels) == [("ch", "ch")]
    assert await name_of(store, "ch/a.md") == "ch"


async def test_an_index_page_s_title_names_a_channel_better_than_its_key(
    store: Store,
) -> None:
    await put(store, note("ch/a.md"), INDEX)
    assert list((await store.vault()).channels) == [("ch", "Index’s name")]


async def test_a_directory_names_a_channel_better_than_its_index_page(store: Store) -> None:
    await put(store, note("ch/a.md"), INDEX, DIRECTORY)
    assert list((await store.vault()).channels) == [("ch", "Directory’s name")]


async def test_a_note_s_own_label_names_a_channel_best(store: Store) -> None:
    await put(store, note("ch/a.md", channel_label="Label"), note("ch/b.md"), INDEX, DIRECTORY)
    assert list((await store.vault()).channels) == [("ch", "Label")]
    assert await name_of(store, "ch/b.md") == "Label"


async def test_the_label_that_most_notes_give_wins(store: Store) -> None:
    labels = ("Zed", "Many", "Many", "Alpha")
    await put(
        store,
        *(note(f"ch/{place}.md", channel_label=label) for place, label in enumerate(labels)),
    )
    assert list((await store.vault()).channels) == [("ch", "Many")]


async def test_a_name_goes_with_the_file_that_gave_it(store: Store) -> None:
    await put(store, note("ch/a.md"), INDEX, DIRECTORY)
    async with store.load() as load:
        await load.remove([DIRECTORY.path])
        await load.finish([], loaded_at=2)
    assert list((await store.vault()).channels) == [("ch", "Index’s name")]
    async with store.load() as load:
        await load.remove([INDEX.path])
        await load.finish([], loaded_at=3)
    assert list((await store.vault()).channels) == [("ch", "ch")]


async def test_channels_stand_by_name_and_only_with_notes(store: Store) -> None:
    names = IndexPage("d.md", "", "", (), (("b", "apple"), ("a", "Zoo"), ("empty", "Empty")))
    await put(store, note("a/x.md"), note("b/x.md"), note("m/x.md"), note("top.md"), names)
    assert list((await store.vault()).channels) == [("b", "apple"), ("m", "m"), ("a", "Zoo")]


async def test_a_name_may_hold_anything_but_a_tab_before_it(store: Store) -> None:
    await put(store, note("ch/a.md"), IndexPage("d.md", "", "", (), (("ch", 'A\t"B" | C'),)))
    assert list((await store.vault()).channels) == [("ch", 'A\t"B" | C')]


async def test_an_empty_store_has_a_status_and_nothing_else(store: Store) -> None:
    status = await store.status()
    assert status.loaded_at is None
    assert (status.notes, status.excerpts, status.videos, status.channels) == (0, 0, 0, 0)
    assert (status.problems, status.repaired) == (0, 0)
    vault = await store.vault()
    assert (vault.titles, vault.channels, await store.problems()) == ((), (), [])
    assert await store.leading_titles(limit=5, channel="") == []
    assert await store.leading_excerpts(limit=5, channel="") == []


async def test_the_status_counts_what_the_store_holds(store: Store, database: Place) -> None:
    repaired = tuple(Moment("v", number, "0:01", repaired=number < 2) for number in range(3))
    async with store.load() as load:
        await load.put(
            [
                indexed(note("a/x.md", excerpts=(excerpt("x", moments=repaired), excerpt("y")))),
                indexed(
                    note("a/y.md"), Problem("a/y.md", 1, "c", "m"), Problem("a/y.md", 2, "c", "m")
                ),
                indexed(note("b/z.md", "z", video_id="other")),
                indexed(note("c/plain.md", "z", video_id="")),
                indexed(IndexPage("a/i.md", "", "a", (Video("third", ""),))),
            ]
        )
        await load.finish([Problem("gone.md", 0, "c", "m")], loaded_at=1_700_000_000)
    status = await store.status()
    assert (status.notes, status.excerpts, status.videos, status.channels) == (4, 4, 2, 3)
    assert (status.problems, status.repaired_notes, status.repaired) == (3, 1, 2)
    assert status.loaded_at == 1_700_000_000
    if isinstance(database, Path):
        sizes = look(database, "SELECT * FROM pragma_page_count, pragma_page_size")
        assert [status.database_bytes] == [pages * size for pages, size in sizes]
    else:
        assert status.database_bytes > 20 * 8192


async def test_problems_stand_with_errors_first_by_path_line_and_code(store: Store) -> None:
    error, warning = Severity.ERROR, Severity.WARNING
    ordered = [
        Problem("a.md", 9, "z", "m", error),
        Problem("b.md", 0, "a", "m", error),
        Problem("a.md", 1, "z", "m", warning),
        Problem("a.md", 2, "a", "Ünï “m”", warning),
        Problem("a.md", 2, "b", "m", warning),
        Problem("a.md", 10, "a", "m", warning),
    ]
    async with store.load() as load:
        await load.finish(ordered[::-1], loaded_at=1)
    assert await store.problems() == ordered
    assert await store.problems(limit=2) == ordered[:2]
    assert await store.problems(limit=0) == []


async def test_leading_titles_are_one_a_video_with_most_excerpts_first(
    store: Store,
) -> None:
    await put(
        store,
        note("a/one.md", "x", video_id="v1"),
        note("a/most.md", "x", "y", "z", video_id="v1"),
        note("b/two.md", "x", "y", video_id="v2"),
        note("b/plain.md", "x", video_id=""),
        note("b/also.md", "x", video_id=""),
        note("b/none.md", video_id="v3"),
    )
    found = await store.leading_titles(limit=10, channel="")
    assert [entry.title for entry in found] == ["a/most.md", "b/two.md", "b/also.md", "b/plain.md"]
    assert found[0].key == key_of("a/most.md")
    assert found[:2] == await store.leading_titles(limit=2, channel="")
    within = await store.leading_titles(limit=10, channel="a")
    assert [entry.title for entry in within] == ["a/most.md"]
    assert await store.leading_titles(limit=10, channel="nowhere") == []


async def test_leading_excerpts_are_somebody_s_own_words_one_a_note(store: Store) -> None:
    own = tuple(excerpt(f"own {number}", spoken=True) for number in range(3))
    await put(
        store,
        note("a/one.md", excerpts=(excerpt("paraphrase"), *own)),
        note("a/two.md", excerpts=own[:1]),
        note("b/three.md", excerpts=own),
        note("b/four.md", "paraphrase"),
    )
    found = await store.leading_excerpts(limit=10, channel="")
    assert sorted(item.note.path for item in found) == ["a/one.md", "a/two.md", "b/three.md"]
    assert all(item.excerpt.spoken for item in found)
    assert [item.key for item in found] == sorted(item.key for item in found)
    assert found == await store.leading_excerpts(limit=10, channel="")
    assert found[:1] == await store.leading_excerpts(limit=1, channel="")
    within = await store.leading_excerpts(limit=10, channel="b")
    assert [item.note.path for item in within] == ["b/three.md"]
