"""A query spread over the ids of a message's buttons, and read back."""

from hypothesis import given
from hypothesis import strategies as st

from bot.model import Action, Verb
from bot.reply.carried import carried, carry
from bot.reply.custom_ids import format_id, parse_id
from bot.reply.message import ActionButton, LinkButton, Menu, Option, Reply

KEY = 7
ROWS = (
    (
        LinkButton("Watch", "https://youtu.be/x"),
        ActionButton("Earlier", Action(Verb.EARLIER, KEY)),
        ActionButton("Later", Action(Verb.LATER, KEY)),
        ActionButton("Next", Action(Verb.NEXT, page=3, channel=2**49)),
    ),
    Menu("Open", tuple(Option(str(n), Action(Verb.QUOTE, KEY + n)) for n in range(2))),
    (ActionButton("Delete", Action(Verb.DELETE)),),
)
WORDS = st.lists(
    st.text(st.characters(blacklist_categories=("Zs", "Cc", "Cs")), min_size=1), max_size=40
)


def read_back(reply: Reply) -> Reply:
    """As a message brings it: through the ids."""

    def again(action: Action) -> Action:
        parsed = parse_id(format_id(action))
        assert parsed is not None
        return parsed

    rows = []
    for row in reply.rows:
        if isinstance(row, Menu):
            rows.append(Menu("Open", tuple(Option(o.label, again(o.action)) for o in row.options)))
        else:
            rows.append(
                tuple(
                    ActionButton(b.label, again(b.action)) if isinstance(b, ActionButton) else b
                    for b in row
                )
            )
    return Reply(rows=tuple(rows))


def test_a_query_of_three_hundred_characters_comes_back_whole() -> None:
    query = " ".join(f"word{number}" for number in range(45))[:300].rsplit(" ", 1)[0]

    assert carried(read_back(carry(Reply(rows=ROWS), query))) == query


@given(WORDS)
def test_whatever_was_asked_comes_back_from_its_beginning(words: list[str]) -> None:
    query = " ".join(" ".join(words).split())
    found = carried(read_back(carry(Reply(rows=ROWS), query)))

    assert query.replace(" ", "").startswith(found.replace(" ", ""))
    if len(query.encode("utf-16-le")) // 2 <= 60:
        assert found == query


def test_what_a_button_says_itself_is_no_query() -> None:
    around = (ActionButton("▶", Action(Verb.AROUND, KEY, 1, text="1340")),)

    assert carried(Reply(rows=(around,))) == ""
    assert carry(Reply(rows=(around,)), "query").rows == (around,)
