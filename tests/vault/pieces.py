"""What hostile texts are made of: pieces of Markdown, YAML, HTML and Unicode that break readers."""

HEAD = "---\nvideoId: abcdefghijk\n---\n"
ANCHOR = '<a class="yt-timestamp" data-t="00:00:01">[00:00:01]</a>'

BLANKS = [" ", "\t", "\u00a0", "\n", "\r", "\r\n", " \t", "\n\n", " \n", "\v\f", "\u2028", "\x85"]
MARKUP = [
    "-", "=", "#", "[", "]", "(", ")", ">", "<", "*", "**", "_", "__", "***a", "~~", "~~~`", "==",
    "`", "``", "`a` ", "`a``b```", "|", "\\", "\\(", "\\)", "\\[", "\\*", "$", "$$", "%%", "!", "&",
    "{{", "}}", "[]", "()", "[](", "](", "[a](", "[a](b)", "[a](b(", "[a](b c) ", "[a][b]",
    "[a]: b\n", "[[", "[[a", "[[a|", "[[a|b]", "[[a|b]] ", "[[a]]", "![[", "![[a]]", "![](",
    "![a](b)", "[^", "[^1]", "[^1]: a\n", " ^", " ^a", " ^a\n", "<!--", "<!-- a -->", "-->",
    "<https://a", "<https://a>", "<a", "<a ", "<a\n", "< a ", "<a yt>", "<A yt ", "</a>", "<b",
    "<b>", "<br", "<br>\n", "<div>\n", "<x>", '"', "'", "“", "”", "«", '"a" ', "&#x41;", "&#x41",
    "&amp;", "&#xF0000;", "&#0;",
]  # fmt: skip
BLOCKS = [
    "> ", ">\n", "> > > ", ">\n> ", "> a\n", "> a\n\n", "- ", "+ ", "- - - ", "- a\n", " - a\n",
    "- [ ] a\n", "1. ", "1. a\n", "- **a**: b\n", "- a:\n  - b\n", "•\ta\n", "# ", "# a\n",
    "###### a\n", "---\n", "a\n---\n", "a\n===\n", "* * *\n", "[!", "[!NOTE", "[!a]", "[!a] b\n",
    "> [!note] a\n", "> [!a|b] c\n> d\n", "**[!a]** b\n", "- [!a] b\n", "|a", "|-", "|\n",
    "| a |\n", "|-|\n", "a|b\n-|-\n", "| a | b |\n|-|-|\n", "```\n", "~~~\n", "````\n", "```js\n",
    "```md\n", "```a\n~~~b\n", "> ```\n", "```md\na\n```\n", "```js\na\n```\n", "    a\n",
    "a\n: b\n", "From: [[", "From: ", "### [a](https://youtu.be/abcdefghijk)\n", "- [[a|b]]\n",
]  # fmt: skip
CITATIONS = [
    "0:01", "0:01 ", "00:00:01 ", "12:34\n", "- 0:01 a\n", "**0:01** a\n", "1h2m3s", "[0:01",
    "[0:01]", "[0:01] ", "[0:01]\n", "- [0:01]\n", "[0:01, ", "[0:01, 0:02", "[0:01, 0:02] ",
    "[0:01-", "[[0:01]]", "(0:01", "(0:01) ", "([0:01]) ", "x [0:01] ", "x. [0:01] ", "[0:01] x. ",
    "[0:01] x\n", "A [0:01].\n", "A [0:01]. ", "A\n\n[0:01]\n\n", "| a [0:01] |\n", "# a [0:01]\n",
    "> a [0:01]\n", "“a” [0:01] ", "[x](0:01)", "[0:01](", "[0:01](a) ",
    "[0:01](https://youtu.be/abcdefghijk?t=1) ", "(?t=1", "[a](?t=1) ", "<a 0:01", "< a 0:01",
    "<a\n0:01", '<a class="yt-timestamp" data-t="', ANCHOR, ANCHOR[:-4], ANCHOR[:42],
    ANCHOR.replace("00:00:01", "N/A"),
    "x" + ANCHOR.replace("00:00:01", "N/A") + "\n", "\\(a <a 0:00>",
    f"[a]({ANCHOR}) ", f"({ANCHOR}", f"A {ANCHOR}. ",
]  # fmt: skip
YAML = [
    "{", "}", "{a: ", "[[[[", "a: [", "a: {", "&a *a ", "&a [*a, ", "*a", "!!str ", "a: \n",
    "a: b\n", "a:\n ", "- a: b\n", "? a\n: b\n", "? - ", "<<: *a\n", "a: |\n", "a: >-\n", "a: 'b\n",
    'a: "b', "a: b: c\n", "%a\n", "...\n", "#a\n", "title: a\n", ": ", "'a': ", "a, ", "title",
]  # fmt: skip
WORDS = [
    "a", "9", "a ", "a\n", "Tea is old. ", "Tea is old, ", "Tea\n", "e.g. ", "A. ", "1. a ", "... ",
    "?! ", "…", "é", "e\u0301", "\u0301", "ß", "ﬁ", "Чай. ", "茶", "茶。", "お茶は、",
    "चाय। ", "شاي؟ ",
    "ชา", "차 ", "\u200b", "\u200d", "\u202e", "\u2066", "\ufeff", "\0", "\x1b", "\x7f", "\ud800",
    "\ufffd", "\uffff", "🙂", "👩‍👩‍👧 ", "𝒳", "\U000f0000", "\U00100041", "\U0010ffff",
]  # fmt: skip

PIECES = [*BLANKS, *MARKUP, *BLOCKS, *CITATIONS, *YAML, *WORDS]


def repeat(piece: str, size: int) -> str:
    """A piece again and again, for about `size` bytes."""
    return piece * max(1, size // len(piece.encode("utf-8", "surrogatepass")))
