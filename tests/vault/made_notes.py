"""Notes of made-up words: every construct a vault may hold, around words that each stand once.

Templates say what a word is: `{w}` is text, which no reader may lose; `{h}` is markup, which may
go; `{c}` is a citation, `{i}` a run of inline Markdown.
"""

import re
from dataclasses import dataclass

from hypothesis import strategies as st

VIDEO_ID = "abcdefghijk"

INLINE = [
    "{w}", "{w}", "{w} {w} {w}", "{w}.", "{w} {w}! {w}", "{w}\n{w}", "{w}  \n{w}", "{w}\\\n{w}",
    "{c}", "{w} {c}", "{w} {c}.", "{w}. {c}", "{c} {w}", "{w}{c}{w}", "{w} {c}, {c} and {c} {w}",
    " ({w} {c})", " ({w})", "[{w}]", "[{w} {c}]", '"{w} {w}"', "“{w}.” {c}", "«{w}» {c}", "**{w}**",
    "*{w}*", "__{w}__", "_{w}_", "***{w}***", "~~{w}~~", "=={w}==", "**{w}\n{w}**", "**{w} {c}**",
    "**{w}:** {w}", "**{w}**: {w}", "*{w} **{w}***", "**{w}", "{w}*{w}", "_{w} {c}_", "`{w}`",
    "``{w} ` {w}``", "`{w} {c}`", "`{w}", "\\*{w}\\*", "\\[{w} {c}", "{w}\\_{w}", "\\`{w}",
    "[[{h}|{w}]]", "[[{h} | {w} {w}]]", "[[{w}]]", "[[{w}_{w}]]", "[[{h}#{h}|{w}]]", "[[#{w}]]",
    "[[{w}#{h}]]", "[[{h}\\|{w}]]", "[[{w}|{w}", "[[{h}|{w}]", "[[{w}]", "[[{w} | ]]",
    "[[{h}|{w} {c}]]", "**[[{h}|{w}]]**", "`[[{h}|{w}]]`", "![[{h}]]", "![[{h}.png|{h}]]",
    "![[{h}#{h}]]", "[[1, 2], [{w}, 3]]", "[[{h}|**{w}**]]", "[[{h}|[{w}]]]",
    "[{w}](https://example.org/{h})", "[{w}](<{h} {h}>)", "[**{w}** {w}]({h}.md)",
    "[{w}]({h}.md '{h}')", '[{w}](https://example.org/{h}_({h}) "{h}")', "[{w}]", "[{w}]({h}",
    "[{w}](#t=0:01)", "[{w}](https://youtu.be/abcdefghijk?t=1)",
    "[{w} {c}](https://example.org/{h})", "![{h}](https://example.org/{h}.png)",
    "[![{h}]({h}.png)](https://example.org/{h})", "[] {w}", "[{w}][{w}]", "[{w}][]",
    "<https://example.org/{h}>", "https://example.org/{h}", "{w}[^1]", "[^{h}]", "^[{w} {w}]",
    "{w} ^{h}\n{w}", "#{w}", "@{w}", "{{{w}}}", "<b>{w}</b>", "<span class='{h}'>{w} {c}</span>",
    "<tool_code>{w}</tool_code>", "<{w}>", "<{w}", "{w}<br/>{w}",
    "<a href='https://example.org/{h}'>{w}</a>", "<!-- {h} -->", "<!-- {h}\n{h} -->", "<mark>{w}",
    "{w}</i>", "{w} < {w} > {w}", "<u>{w}</u>{c}", "<details><summary>{w}</summary>{w}", "%%{h}%%",
    "$$ {w} $$", "\\({w}\\)", "\\[{w}\\]", "$5 {w} $10", "{w} & {w}", "{w}&amp;{w}", "{w} | {w}",
    "{w}: {w}", "- {w}", "{w} -- {w}", "1. {w}", " (e.g. {w})", "{w}… {w}", "{w}？{w}", "{w}。{w}",
    "{c}。{w}", "{w}।{c} {w}", "{w}؟ {w}", "{w};{w}", "{w}. Again [0:01].", "[{w}](so {w})",
    "![{w}]({h}.png)", "![{w}|100]({h}.png)", "[{w}|{w}]", "\\[{w} {c} {w}\\]", "\\({w} {c}\\)",
    "![[{h}|{w} {w}]]", "<!-- {h} {c} -->", "{w}<br>{c}", "{w}. Again [0:01].", "[{w}](so {w})",
    "9:5 {w}", "2020. {w}", "W. {w}",
]  # fmt: skip
BLOCKS = [
    "{i}", "{i}", "{i}", "{i}\n{i}", "{i} {c}\n{c}", "{c}\n{i}", "{c} {i}", "0:01 {i}",
    "**0:02** {i}", "# {i}", "## {i}", "## {w} {c}", "### {i} ###", "###### **{w}**", "{w}\n===",
    "{w} {c}\n---", "#", "- {i}", "* {i}\n* {i}", "- {i}\n  - {i}\n    - {i}", "1. {i}\n2) {i}",
    "- [ ] {i}\n- [x] {i}", "- **{w}**: {i}\n    - {i}", "- {w}:\n    - {w} {c}", "- {i}\n  {i}",
    "-\n- {w}", "+ {i}\n\n  {i}", "- **{w}**\n    - {w} {c}\n    - {i}", "        - {i}\n- {i}",
    "- {c}\n- {i}", "- {w}\n\n{c}", "> {i}", "> {i}\n> {i}", "> > {i}\n> {i}", "> {i}\n{i}",
    ">{w}\n\n>{w} {c}", "> - {i}\n> # {i}", "> [!{h}] {w}", "> [!note] {i}", "> [!note] {w}\n> {i}",
    "> [!quote]- {w} {w}\n> {i}\n{i}", "> [!info]\n> {i}", "> [!info|{w}] {w}\n> {i}",
    "[!tip] {w}\n{i}", "**[!tip]** {w}\n{i}", "> [!a] {w}\n> > [!b] {w}\n> > {i}",
    "> [!a] {w}\n\n{i}", "- [!a] {w}\n- {i}", "> [!a|{w}]", "> [!a] {w}\n> - {i}\n>\n> {i}",
    "> [!a] {w}\n> | {w} |\n> |---|", "> [!a|{w}] {w}\n\n{i}", "[!a|{w}]\n\n# {w}",
    "> [!a] {w} {c}\n> {i}", "> [!a] {w}\n> # {w}\n> {i}", "> [!{h}|{w}]+ {w}.",
    "| {w} | {w} |\n|---|---|\n| {i} | {w} |\n| {w} | {i} |", "| {w} | {w} |\n|---|---|",
    "{w} | {w}\n--- | ---\n{w} | {i}", "| {i} | {w} {c} |", "|---|\n| {w} |",
    "| {w} |\n|---|\n\n{i}", "| {w} |\n|-|\n| {w} {c} |\n|-|\n| {w} |",
    "{i}\n| {w} |\n|---|\n| {w} |", "{w} | {w}\n|-|-|", "| {w} | {c} |\n|:-:|:-:|\n| | {w} |",
    "| {w} {c} |\n|---|\n| {w} {c} |", "|{w}\n|-\n{w} {c}", "```\n{i}\n```", "```js\n{w}\n```",
    "```{h}\n{w} {c}\n\n{w}\n```", "```md\n{i}\n```", "```\n{w}", "~~~\n{w} {c}\n~~~",
    "~~~ad-note\n{i}\n~~~", "```js\n{w}", "````\n```\n{w}\n````", "`````", "> ```\n> {w}\n> ```",
    "- {w}\n  ```py\n  {w}\n  ```\n  {i}", "```md\n{i}\n```js\n{w}\n```\n{i}\n```",
    "    {w}\n    {w} {c}", "\t{i}", "---\n{i}", "{i}\n***", "<div>\n{i}\n</div>",
    "<pre>\n{w}\n</pre>", "<details>\n<summary>{w}</summary>\n\n{i}\n\n</details>",
    "<!--\n{h}\n-->", "%%\n{h}\n%%", "[^1]: {i}", "[^{h}]: {w}\n    {w}",
    "[{w}]: https://example.org/{h}", "{w}\n: {i}", "{w}\n\n:   {w} {c}", "$$\n{w}\n$$",
    "\\[\n{w}\n\\]", "From: [[{h} | {w}]] <br/>", "From {i}", "{h}:: {i}", "Title: {w}",
    "{i}\n\n\n{i}", "{i}\r\n{i}", "{i}\u00a0", "\u200b{i}", "* * *", "= {w}",
    ":::info {w}\n{i}\n:::", '!!! note "{w}"\n{i}', "!!! {w}", ":::\n{w}\n:::", ":::tip\n{c}\n:::",
    ":::{h}\n:::tip {w}\n:::", "> [!a] {w}\n> {c}", "| {w} |\n|-|\n| {c} |", "[!a|{w}]\n\n{c}",
    "## [{w}](https://youtu.be/abcdefghijk)", "- [[{h}|{w}]]\n- [[{w}]]", "•\t{i}", "([{c}])",
]  # fmt: skip
CITATIONS = [
    '<a class="yt-timestamp" data-t="00:00:01">[00:00:01]</a>',
    '<a class="yt-timestamp" data-t="00:01:01">[00:01:02]</a>',
    '<a class="yt-timestamp" data-t="00:00:03"></a>',
    '<a class="yt="yt-timestamp" data-t="0:04">[0:04]</a>',
    '<a class="yt-timestamp" data-9:09:57:00">[9:09:57]</a>',
    '<a class="yt_timestamp" data-t="0:05">[0:05]</a>',
    '<a%20class="yt-timestamp" data-t="00:00:06">[00:00:06]</a>',
    '<a class="yt-timestamp" data-t="00:00:07]</a>',
    '<a class="yt\n-timestamp" data-t="00:00:08">[00:00:08]</a>',
    '<a class="yt>00:00:09">[00:00:09]</a>',
    '< a class="yt-timestamp" data-t="00:00:10">[00:00:10]>',
    '<a class="yt-timestamp" data-t="00:00:11">[00:00:11]',
    '<a class="yt-timestamp" data-t="N/A">[N/A]</a>',
    '<a class="yt-timestamp" data-t="HH:MM:SS">[0:12]</a>',
    '<a class="yt-timestamp" data-t="1h2m3s">1h2m3s</a>',
    '<a class="yt-timestamp" data-t="754">[754]</a>', "[00:00:13]", "[0:14, 0:15]", "[0:16-0:17]",
    "[0:18 | 0:19]", "[[00:00:20]]", "(00:00:21)", "[1:02:03]",
    "[0:22](https://youtu.be/abcdefghijk?t=22)",
    "[0:23](https://www.youtube.com/watch?v=abcdefghijk&t=23s)",
    '[0:24](<a class="yt-timestamp" data-t="00:00:24">0:24</a>)',
    '[<a class="yt-timestamp" data-t="0:25">0:25</a>]',
    '(<a class="yt-timestamp" data-t="0:26">[0:26]</a>)', "[0:27](#t)", "[0:28](0:28)",
    '[0:29](<a class="yt-timestamp" data-t="00:00:29">0:29</a>', "[0:30], [0:31] and [0:32]",
    "[00:00:33]; (0:34)",
]  # fmt: skip
HEADS = [
    f"---\ntitle: {{w}} {{w}}\nvideoId: {VIDEO_ID}\n---\n",
    f"---\nvideoId: {VIDEO_ID}\n---\n\nFrom: [[{{h}}]] <br/>\n\n",
    f"---\ntitle: {{w}}: a: b\nvideoId: {VIDEO_ID}\n---\n",
    f"---\ntitle: {{w}}\nvideoId: {VIDEO_ID}\n\n{{w}} {{w}}.\n\n",
    f"\ufeff---\r\nurl: https://youtu.be/{VIDEO_ID}\r\naliases: [{{h}}]\r\n---\r\n",
    f"---\nvideoId: {VIDEO_ID}\ntags:\n  - {{h}}\n---\n# {{w}}\n", "---\nvideoId: too short\n---\n",
    "---\ntitle: {w}\n---\n", "\n", "{w}\n\n", "# {w}\n",
]  # fmt: skip

ALPHABETS = (
    "bcdfghklmnprstvz", "áàâäãåçéèêëíñóöøúüýß", "бвгджзклмнпрстфх", "βγδζθκλμνξπρστφχ",
    "بتثجحخدذرزسشصضطظ", "कखगघचछजझटठडढतथदध",
    "茶葉古今山水花鳥風月日本酒米魚肉", "あかさたなはまやらわきしちにひみ",
)  # fmt: skip
_FORMS = ("{}", "{}", "Donaudampf{}schiffahrt", "{}e\u0301", "{}", "{}ि", "{}", "{}カ")
_LENGTH = 4


@dataclass(frozen=True, slots=True)
class MadeNote:
    """The text of a note, and which of its words are text rather than markup."""

    text: str
    words: tuple[str, ...]


def make_word(number: int, script: int) -> str:
    """A word of a script (by number) that is part of no other word."""
    alphabet = ALPHABETS[script]
    letters = []
    for _ in range(_LENGTH):
        number, digit = divmod(number, len(alphabet))
        letters.append(alphabet[digit])
    return _FORMS[script].format("".join(letters))


_SLOT = re.compile(r"\{([whci])\}")


@st.composite
def made_notes(draw: st.DrawFn) -> MadeNote:
    """Whole notes: a head, then blocks of inline Markdown around words and citations."""
    blocks = draw(st.lists(st.sampled_from(BLOCKS), min_size=1, max_size=5))
    separators = [draw(st.sampled_from(["\n\n", "\n\n", "\n"])) for _ in blocks]
    pieces = [
        draw(st.sampled_from(HEADS)),
        *(part for pair in zip(blocks, separators, strict=True) for part in pair),
    ]
    script = draw(st.integers(0, len(ALPHABETS) - 1))
    words: list[str] = []
    made = 0

    def fill(slot: re.Match[str]) -> str:
        nonlocal made
        if slot[1] == "c":
            return draw(st.sampled_from(CITATIONS))
        if slot[1] == "i":
            run = draw(st.lists(st.sampled_from(INLINE), min_size=1, max_size=4))
            return _SLOT.sub(
                fill, draw(st.sampled_from([" ", " ", ". ", ", ", "\n", ""])).join(run)
            )
        made += 1
        word = make_word(made, (script + made % 2) % len(ALPHABETS))
        if slot[1] == "w":
            words.append(word if made % 3 else word.capitalize())
            return words[-1]
        return word

    return MadeNote(_SLOT.sub(fill, "".join(pieces)), tuple(words))


def fill_plainly(template: str) -> str:
    """A template with the same word and citation everywhere."""
    return _SLOT.sub(lambda slot: CITATIONS[0] if slot[1] == "c" else "Word", template)
