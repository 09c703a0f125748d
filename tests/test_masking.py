"""No secret is shown, whatever stands around it; what is none stays as it is."""

import time

import pytest

from bot.masking import HIDDEN, Mask

# Made up, in the form that Discord's have.
TOKEN = "MTIzNDU2Nzg5MDEyMzQ1Njc4.GaBcDe.abcdefghijklmnopqrstuvwxyz0123456789AB"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        (TOKEN, HIDDEN),
        (f"Bot {TOKEN}, refused", f"Bot {HIDDEN}, refused"),
        (f"token={TOKEN}\n", f"token={HIDDEN}\n"),
        (f"['{TOKEN}']", f"['{HIDDEN}']"),
        ("https://me:s3cret@example.org/v.git", f"https://{HIDDEN}@example.org/v.git"),
        ("https://ghp_abcdef@example.org/v.git", f"https://{HIDDEN}@example.org/v.git"),
        ("http://me:p@ss:word@10.0.0.1:80/api", f"http://{HIDDEN}@10.0.0.1:80/api"),
        ("a //u:p@h b //x:y@z", f"a //{HIDDEN}@h b //{HIDDEN}@z"),
        ("POST /api/v10/webhooks/12345/aW50ZXJhY3Rpb246/messages/@original",
         f"POST /api/v10/webhooks/12345/{HIDDEN}/messages/@original"),
        ("/interactions/77/aW50ZXJhY3Rpb246/callback", f"/interactions/77/{HIDDEN}/callback"),
    ],
)  # fmt: skip
def test_what_is_secret_is_hidden(text: str, shown: str) -> None:
    assert Mask()(text) == shown


@pytest.mark.parametrize(
    "text",
    [
        "",
        "connected as Bot#1234; invite: https://discord.com/oauth2/authorize?client_id=1",
        "https://medium.com/@somebody/a-post",
        "https://example.org/?ask=me@example.org",
        "vault/channel/a.very-long-name-of-a-note-about-something-else.md",
        "2026-01-31 12:00:00,000 INFO bot.app loaded",
        "xn--bcher-kva.example.an-organisation-with-a-long-name",
        "bot.monitoring.endpoint",
    ],
)
def test_what_is_none_stays(text: str) -> None:
    assert Mask()(text) == text


def test_secrets_that_it_was_told_are_hidden_wherever_they_stand() -> None:
    mask = Mask(["a-secret.of no/form", "short", ""])
    assert mask("xa-secret.of no/formx, short") == f"x{HIDDEN}x, short"


def test_a_secret_within_another_leaves_no_rest() -> None:
    assert Mask(["12345678", "x12345678y"])("x12345678y") == HIDDEN


@pytest.mark.slow
@pytest.mark.parametrize("piece", ["/", "a", "//a:", "a.", "-", "//a@", "a-b.c", "/webhooks/1/"])
def test_long_texts_take_no_longer_by_the_letter(piece: str) -> None:
    def spent(count: int) -> float:
        text = piece * count
        started = time.perf_counter()
        Mask([TOKEN])(text)
        return time.perf_counter() - started

    spent(1_000)
    assert spent(400_000) < 100 * max(spent(20_000), 0.001)
