"""How the vault, the bot and a server's settings are: private, in words, within the limit."""

import re
from dataclasses import replace

import pytest

from bot.errors import StoreUnsure
from bot.model import GuildSettings, Miss, Problem, Reach, Replies, VaultStatus
from bot.reply import reports
from bot.reply.embeds import Look
from bot.reply.message import Reply
from bot.reply.text import CONTENT_LIMIT
from tests.reply.build import addresses_of, live
from tests.reply.kinds import REPORT, STATUS, problems

EVIL = "*@everyone* [x](https://evil.example) <@1> "
LOOK = Look()


def misses(*texts: str) -> list[Miss]:
    return [Miss("quote", text, 7 - place, 0) for place, text in enumerate(texts)]


@pytest.mark.parametrize(
    "reply",
    [
        reports.load_failed(OSError(EVIL * 200)),
        reports.load_failed(OSError("x" * 6000)),
        reports.vault_status(STATUS, problems(50, EVIL * 200)),
        reports.vault_status(STATUS, problems(50, "x" * 6000)),
        reports.misses(misses(*[EVIL * 200] * 50), kept=True),
        reports.misses(misses(*["x" * 6000] * 50), kept=True),
        reports.guild_settings(GuildSettings(EVIL), channel_name=EVIL * 9),
    ],
)
def test_a_report_is_private_inert_and_within_the_limit(reply: Reply) -> None:
    shown = live(reply.content)

    assert reply.ephemeral
    assert 0 < len(reply.content) <= CONTENT_LIMIT
    assert not re.search(r"@everyone|\]\(|<@|\\", shown)
    assert shown.count("**") % 2 == 0


def test_a_reload_says_what_changed() -> None:
    content = reports.load_report(REPORT).content

    for part in ("+1 ~2 −3", "1,231 unchanged", "1,234 notes", "56,789 quotes", "1.3 s"):
        assert part in content
    assert "times corrected in 3 notes" in content
    assert "problem" not in content
    assert "2 problems" in reports.load_report(replace(REPORT, problems=2)).content


def test_a_failed_reload_says_why() -> None:
    unsure = reports.load_failed(StoreUnsure("it may have been done")).content
    assert "nothing changed" not in unsure
    assert "it may have been done" in unsure
    assert "vault is gone" in reports.load_failed(OSError("vault is gone")).content


def test_status_counts_and_shows_the_first_problems() -> None:
    reply = reports.vault_status(STATUS, problems(2))

    for part in ("**1,234** notes", "**56,789** quotes", "<t:1700000000:R>", "12.3 MB"):
        assert part in reply.content
    assert "- lex/1.md:1 code unknown key" in reply.content
    assert "2 code" in reply.content
    assert reply.attachment is None


def test_status_attaches_all_problems_where_they_are_many() -> None:
    reply = reports.vault_status(STATUS, problems(40, "m" * 5000))

    assert reply.attachment
    name, text = reply.attachment
    assert name == "problems.txt"
    assert text.splitlines() == [
        f"lex/{number}.md:{number} code {'m' * 5000}" for number in range(40)
    ]
    assert reply.content.count("\n- ") == 10


def test_status_before_the_first_load_says_never() -> None:
    empty = VaultStatus(0, 0, 0, 0, 0, 0, 0, None, 0)

    content = reports.vault_status(empty, []).content
    assert "Loaded never" in content
    assert "No problems." in content


def test_a_problem_line_is_one_line_and_acts_on_no_terminal() -> None:
    line = reports.problem_line(Problem("a\n::error::b.md", 1, "code", "\x1b[31mred\x07"))

    assert line == "a\\x0a::error::b.md:1 code \\x1b[31mred\\x07"


@pytest.mark.parametrize(
    ("settings", "name", "lines"),
    [
        (
            GuildSettings(),
            "",
            ["the whole vault", "public, where", "as the bot has it", "as the bot has it"],
        ),
        (
            GuildSettings("lex", Replies.PRIVATE, 0, True),
            "Lex *F*",
            [r"**Lex \*F\*** first", "private, where", "0 s before", "plain text"],
        ),
        (
            GuildSettings("", Replies.PUBLIC, 15, False),
            "",
            ["the whole vault", "public, where", "15 s before", "embeds"],
        ),
    ],
)
def test_settings_are_told_each_with_what_it_means(
    settings: GuildSettings, name: str, lines: list[str]
) -> None:
    reply = reports.guild_settings(settings, channel_name=name)
    told = reply.content.split("\n")[1:]

    assert [line.partition(": ")[0] for line in told] == [
        *("- `channel`", "- `replies`", "- `lead_in`", "- `display`"),
    ]
    for line, beginning in zip(told, lines, strict=True):
        assert line.partition(": ")[2].startswith(beginning)


def test_misses_stand_with_how_often_they_were_asked() -> None:
    reply = reports.misses(misses("agi", "*x*"), kept=True)

    assert reply.content == "Asked and not found:\n- 7 × `/quote` agi\n- 6 × `/quote` \\*x\\*"
    assert reply.attachment is None


def test_many_misses_are_attached_all_of_them() -> None:
    reply = reports.misses(misses(*(f"asked\t{number}" for number in range(40))), kept=True)

    assert reply.content.count("\n- ") == 20
    assert reply.attachment
    name, text = reply.attachment
    assert name == "misses.txt"
    assert [line.count("\t") for line in text.splitlines()] == [2] * 40


def test_misses_that_are_not_kept_say_how_to_keep_them() -> None:
    assert "`usage.misses: true`" in reports.misses([], kept=False).content
    assert "Nothing was asked" in reports.misses([], kept=True).content


def test_about_tells_what_there_is_and_what_is_kept_of_people() -> None:
    invite = "https://a.example"
    reply = reports.about(STATUS, version="1.2.3", invite=invite, keeps_misses=False)

    for part in ("Vaultbot 1.2.3", "**1,234** notes", "**56,789** quotes", "**12** videos"):
        assert part in reply.content
    assert "<t:1700000000:R>" in reply.content
    assert reports.PRIVACY in reply.content
    assert "written down nowhere" in reply.content
    assert addresses_of(reply) == [invite]
    assert reply.ephemeral


@pytest.mark.parametrize(
    ("reach", "told"),
    [
        (Reach(1, 1, 1), "In **1** server."),
        (Reach(1_234, 1, 1), "In **1,234** servers."),
        (Reach(1_234, 4, 4), "In **1,234** servers, on 4 shards."),
        (Reach(1_234, 3, 4), "In **1,234** servers (3 of 4 shards heard)."),
        (Reach(0, 0, 1), "In **0** servers (0 of 1 shard heard)."),
    ],
)
def test_about_tells_in_how_many_servers_the_bot_is(reach: Reach, told: str) -> None:
    reply = reports.about(STATUS, version="1", invite="", keeps_misses=True, reach=reach)
    assert told in reply.content.splitlines()


def test_about_says_so_where_what_is_not_found_is_kept() -> None:
    empty = VaultStatus(0, 0, 0, 0, 0, 0, 0, None, 0)
    reply = reports.about(empty, version="1", invite="", keeps_misses=True)

    assert reports.PRIVACY_OF_MISSES in reply.content
    assert "written down nowhere" not in reply.content
    assert "not loaded yet" in reply.content
    assert reply.rows == ()


def test_a_reload_without_a_fetch_says_why():
    content = reports.load_report(replace(REPORT, fetch_failed="can't fetch *x*: no")).content
    assert content.endswith("**Not up to date**, this is what was there: can't fetch \\*x\\*: no")
