"""What people might type who mean harm, or whose keyboard slips: one text after another."""

import random

from bot.keys import format_key
from tests.vault.pieces import PIECES

LONGEST = 6_000
"""Characters that Discord lets an option have."""

SQL = [
    "'; DROP TABLE notes; --", "' OR 1=1 --", '" OR ""="', "1; SELECT * FROM sqlite_schema",
    "x' UNION SELECT key FROM notes--", "%", "_%_", "\\' ESCAPE '\\", "?1", ":name", "@p", "$1",
    "PRAGMA writable_schema=1", "NULL", "x'00ff'",
]  # fmt: skip
FTS = [
    "NEAR(tea coffee, 3)", "tea NEAR/2 coffee", "title: tea", "^tea", "te* AND NOT *", "( OR )",
    "tea AND", "NOT", "{title text}: x", "-- -", '"tea" + "coffee"', "AND AND AND", "tea^2", "te?",
]  # fmt: skip
REGEX = [
    "(a+)+$", "(.*)*", "([a-zA-Z]+)*$", "(x+x+)+y", "^(([a-z])+.)+[A-Z]([a-z])+$", "a{1,65535}",
    "(?=(?=(?=", "[[:alpha:]", "\\", "(?P<n>", "\\1", "a" * 40 + "!",
]  # fmt: skip
MENTIONS = [
    "@everyone", "@here", "<@123456789012345678>", "<@!1>", "<@&1>", "<#1>", "</quote:1>",
    "<t:1:R>", "<:blob:1>", "<a:x:1>", "<id:customize>", "@\u200beveryone", "<@\u200b1>",
    "https://discord.gg/x", "discord.com/channels/1/2/3", "<https://a.b>",
    "[x](https://evil.example)", "||spoiler||", "```py\nx\n```", "> quote", ">>> all", "# head",
    "-# small", "- a\n- b", "1. a", "**b**", "__u__", "~~s~~", "`c`", "\\@everyone", "\\\\<@1>",
    "*_*_", "](", "[[a|b]]",
]  # fmt: skip
QUERIES = [
    'channel:', "channel:kitchenlab", "channel:nowhere x", 'channel:"',
    'channel:"The Kitchen Lab" tea', "channel:channel:x", "in:notes", '"', '""', '"tea', 'tea"',
    '"a" "b" "c', "“tea", "”", "«x»", "-", "--", "-tea", "-tea tea", '-"', '-"a b"', "- -x",
    "-channel:x", "+tea", "tea-", "#tea", "q:", "n:", "v:", "q:zzzzzzzzzz", "n:0000000000",
    "v:!!!!!!!!!!", " q:zzzzzzzzzz\n", "`q:4tq9x0c2mz`",
]  # fmt: skip
VIDEOS = [
    "https://youtu.be/iGa-6tpLBXA?t=1340", "https://youtu.be/iGa-6tpLBXA?t=99999999999999999999",
    "https://youtu.be/iGa-6tpLBXA?t=-5", "https://youtu.be/iGa-6tpLBXA?t=1h2m3s#t=9",
    "iGa-6tpLBXA", "https://youtube.com.evil.example/watch?v=iGa-6tpLBXA", "javascript:alert(1)",
    "https://", "//", "https://youtu.be/../../etc", "http://[::1", "https://youtu.be/%00%ff",
    "vimeo.com/1", "x" * 11, "https://youtube.com/watch?v=iGa-6tpLBXA&t=" + "9" * 50,
    "data:text/html,x", "file:///etc/passwd",
]  # fmt: skip
NUMBERS = ["0", "-1", "9" * 5_000, "1e309", "NaN", "-0", "٣٤", "²", "Ⅻ", "0x41", "1_000", "2**9**9"]
CONTROLS = [
    "\0", "\x01", "\x07", "\x08", "\x1b[2J", "\x1b]0;x\x07", "\x7f", "\x85", "\x9b31m", "\r", "\n",
    "\r\n", "\t", "\v", "\f", "\u2028", "\u2029", "a\nERROR bot forged line",
    "\n-# shared by root",
]  # fmt: skip
HIDING = [
    "\u200b", "\u200c", "\u200d", "\u200e", "\u200f", "\u202a", "\u202b", "\u202c", "\u202d",
    "\u202e", "\u2060", "\u2066", "\u2067", "\u2068", "\u2069", "\u061c", "\ufeff", "\u00ad",
    "\u034f", "\u3164", "\u2800", "\ufff9", "\U000e0041", "\U000e007f", "\ufe0f", "\u180e",
    "\ufffc",
]  # fmt: skip
HALVES = ["\ud800", "\udfff", "\ud83d", "\udc00", "\udc80\udcff", "a\ud800b", "\ud83d \ude00"]
SCRIPTS = [
    "茶は古い", "强化学习", "차는 오래됐다",
    "ชาเก่า", "चाय पुरानी", "شاي قديم", "תה ישן", "Чай старый", "τσάι",
    "ßẞﬁﬀ", "ǅİıſK", "e\u0301\u0302\u0303", "Z" + "\u0300\u0315\u0489" * 60, "𝒯𝑒𝒶", "ＴＥＡ",
    "👩‍👩‍👧‍👦",
    "🏴\U000e0067\U000e0062\U000e007f", "🇩🇪🇩", "☕\ufe0f", "1\ufe0f\u20e3", "👍🏽" * 40,
    "\U0010ffff", "\ue000", "\ufffe", "\ufdd0",
]  # fmt: skip
BLANKS = [
    "",
    " ",
    "  \n ",
    "\u3000",
    "\u00a0",
    "\u2003\u2003",
    "…",
    ".",
    "!?",
    "-",
    "\u200b \u200b",
]

TEXTS = [
    *SQL, *FTS, *REGEX, *MENTIONS, *QUERIES, *VIDEOS, *NUMBERS, *CONTROLS, *HIDING, *HALVES,
    *SCRIPTS, *BLANKS,
]  # fmt: skip
KINDS = (
    SQL,
    FTS,
    REGEX,
    MENTIONS,
    QUERIES,
    VIDEOS,
    NUMBERS,
    CONTROLS,
    HIDING,
    HALVES,
    SCRIPTS,
    BLANKS,
)
_SMALL = "abcdefghijklmnopqrstuvwxyz"


class Typist:
    """Types texts, the same for the same seed; `words` and `keys` are those of a vault."""

    def __init__(self, seed: int, words: list[str], keys: list[int]) -> None:
        self.draw = random.Random(seed)
        self._words = words
        self._keys = keys

    def text(self) -> str:
        """Any text, as long as Discord lets it be."""
        return self.draw.choice(self._ways)(self)[:LONGEST]

    def key(self) -> int:
        """The key of something in the vault, or of nothing."""
        return (
            self.draw.choice(self._keys) if self.draw.random() < 0.8 else self.draw.getrandbits(50)
        )

    def _one(self) -> str:
        return self.draw.choice(self.draw.choice(KINDS))

    def _among_words(self) -> str:
        parts = [self.draw.choice(self._words) for _ in range(self.draw.randint(1, 6))]
        parts.insert(self.draw.randint(0, len(parts)), self._one())
        return self.draw.choice((" ", " ", "")).join(parts)

    def _words_only(self) -> str:
        return " ".join(self.draw.choices(self._words, k=self.draw.randint(1, 8)))

    def _misspelt(self) -> str:
        return " ".join(map(self._slip, self.draw.choices(self._words, k=self.draw.randint(1, 4))))

    def _slip(self, word: str) -> str:
        place = self.draw.randrange(len(word) + 1)
        before, after, other = word[:place], word[place:], self.draw.choice(_SMALL)
        swapped = before[:-1] + after[:1] + before[-1:] + after[1:]
        slips = (before + after[1:], before + other + after, before + other + after[1:], swapped)
        return self.draw.choice(slips)

    def _mixed(self) -> str:
        return "".join(self._one() for _ in range(self.draw.randint(2, 12)))

    def _markup(self) -> str:
        return "".join(self.draw.choices(PIECES, k=self.draw.randint(1, 40)))

    def _quoted(self) -> str:
        return f'"{self._words_only()}" {self._one()}'

    def _named(self) -> str:
        prefix = self.draw.choice(("q:", "n:", "v:", "Q:", " n: ", "q", "`q:"))
        return prefix + format_key(self.key())

    def _long(self) -> str:
        piece = self.draw.choice((self._one, self._words_only, self._markup))() or "x"
        return piece * (LONGEST // len(piece) + 1)

    def _noise(self) -> str:
        top = self.draw.choice((0x80, 0x800, 0x10000, 0x110000))
        return "".join(chr(self.draw.randrange(top)) for _ in range(self.draw.randint(1, 60)))

    _ways = (
        _one, _one, _among_words, _among_words, _among_words, _words_only, _misspelt, _misspelt,
        _mixed, _markup, _quoted, _named, _noise, _noise, _words_only, _misspelt, _one,
        _among_words, _mixed, _long,
    )  # fmt: skip
    """A twentieth is as long as it may be, for that takes as much time as all the others."""
