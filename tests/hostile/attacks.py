"""Notes and files that mean harm: what a vault that strangers may write to could hold."""

import os
import socket
from collections.abc import Mapping
from pathlib import Path

from tests.vault.pieces import HEAD

VIDEO = "\nvideoId: abcdefghijk\n---\nTea is old [0:01].\n"
_LAUGH = "".join(
    f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]\n" if n else 'a0: &a0 ["ha", "ha"]\n'
    for n in range(9)
)

YAML: Mapping[str, str] = {
    "billion laughs": f"---\n{_LAUGH}title: *a8{VIDEO}",
    "quadratic": "---\na: &a " + "x" * 50_000 + "\nb: [" + "*a, " * 100 + "]\ntitle: *a" + VIDEO,
    "an anchor within itself": "---\na: &a [*a]\ntitle: *a" + VIDEO,
    "python": '---\ntitle: !!python/object/apply:os.system ["touch hacked"]' + VIDEO,
    "python name": "---\ntitle: !!python/name:os.system\naliases: !!python/tuple [a]" + VIDEO,
    "deep lists": "---\ntitle: " + "[" * 50_000 + VIDEO,
    "deep maps": "---\n" + "".join(" " * n + "a:\n" for n in range(900)) + "title: a" + VIDEO,
    "deep flow maps": "---\ntitle: " + "{a: " * 20_000 + VIDEO,
    "a huge key": f"---\n{'k' * 500_000}: v\ntitle: a{VIDEO}",
    "many keys": "---\n" + "".join(f"k{n}: v\n" for n in range(20_000)) + "title: a" + VIDEO,
    "a date": "---\ntitle: 2024-13-45\naliases: [2024-01-01, 1e5, ~, yes]\ntags: 0x1F" + VIDEO,
    "merge keys": "---\n<<: [*a, *b]\n? [a, b]\n: c\ntitle: |\n  a\n  b" + VIDEO,
    "escapes": '---\ntitle: "\\e[2J\\u202e\\0\\x07\\n# @everyone"\naliases: ["\\u2066", "\\a"]'
    + VIDEO,
    "never closed": "---\ntitle: a\n" + "key: value\n" * 20_000,
    "documents": "---\ntitle: a\n...\n--- !x\n" + VIDEO,
}

BODIES: Mapping[str, str] = {
    "script": "<script>alert(1)</script><img src=x onerror=alert(1)><svg/> [0:01].\n",
    "masked links": "[youtube.com](https://evil.example) [0:01]. [x](javascript:a) tea [0:02].\n",
    "mentions": "@everyone <@1> <@&2> <#3> <t:1:R> </quote:1> t [0:01]. `@here` \\@here [0:02].\n",
    "traversal": (
        "[[../../../../etc/passwd]] [[/etc/passwd|x]] ![[../../etc/shadow]] [[..\\..\\x]] "
        "[[%2e%2e/x]] ![[C:\\x]] [[\0]] [[file:///etc/passwd]] tea [0:01].\n"
    ),
    "nested stars": "*" * 30_000 + "a" + "*" * 30_000 + " [0:01]\n",
    "nested brackets": "[" * 30_000 + "a" + "](b)" * 10_000 + " [0:01]\n",
    "many citations": "tea [" + ", ".join(f"0:{n % 60:02}" for n in range(50_000)) + "].\n",
    "many quotes": "".join(f"- Tea {n} is old [{n // 60}:{n % 60:02}]\n" for n in range(6_000)),
    "one sentence": "tea and " * 100_000 + "[0:01]\n",
    "one word": "t" * 800_000 + " [0:01]\n",
    "many headings": "".join(f"{'#' * (n % 6 + 1)} Head {n}\n" for n in range(20_000))
    + "Tea [0:01].\n",
    "a wide table": "|"
    + "a|" * 20_000
    + "\n"
    + "|"
    + "-|" * 20_000
    + "\n|"
    + "tea [0:01]|" * 20_000,
    "many links": "".join(f"[[n{n}]] " for n in range(20_000)) + "tea [0:01].\n",
    "bidi": "\u202e\u2066tea\u2067 old\u202d [0:01]. &#x202E;abc&rlm; [0:02].\n",
    "zalgo": "T" + "\u0300\u0315\u0489" * 20_000 + "ea [0:01].\n",
    "controls": "tea\x1b[2J\x07\x9b31m\0 old [0:01].\r\rx\x85 [0:02].\n",
    "times": "Tea [99:99:99] [0:60] [999999:59] [-0:01] [00:00:00:00:00:00] [0:01:02.999] [1e9].\n",
    "quotes of hooks": "> [!quote]- @everyone\n> " + "> " * 5_000 + "tea [0:01]\n",
    "fences": "`" * 20_000 + "\n" + "~" * 20_000 + "\ntea [0:01]\n",
    "entities": "&#x110000; &#0; &#xD800; &lt;@1&gt; &#64;everyone "
    + "&amp;" * 20_000
    + " [0:01].\n",
}

NAMES = (
    "-rf", "--help", "a\nb", "a\rb", 'quo"te', "apo'strophe", "semi;colon", "$(id)", "`id`",
    "%s%n", "%00", "..%2f", "🙂" * 50, "x" * 252, "é" * 120, "e\u0301", "é", "ß", "SS", "CON",
    "nul", "a\\b", " leading", "trailing ", "tab\tname", "\x1b[31mred", "\u202egnp", "\u200b",
    "...a", "~", "*", "?", "@everyone", "<@1>", "[[x]]", "a|b", "#a", "__init__", "𝒳",
    "\U000e0041",
)  # fmt: skip
"""Of files; `.md` follows. Each is one that Linux allows."""

NOTES: Mapping[str, str] = (
    {f"yaml/{name}.md": text for name, text in YAML.items()}
    | {f"bodies/{name}.md": HEAD + body for name, body in BODIES.items()}
    | {f"names/{name}.md": HEAD.replace("abc", f"{n:03}") + "Tea is old [0:01].\n"
       for n, name in enumerate(NAMES)}
    | {f"Case/{name}.md": HEAD + "Tea is old [0:01].\n" for name in ("Tea", "tea", "TEA", "ＴＥＡ")}
    | {f"@everyone [x](http://a.b)/{n}.md": HEAD + "Tea is old [0:01].\n" for n in range(2)}
)  # fmt: skip


def write_traps(root: Path, outside: Path) -> None:
    """What a vault may hold that is no note: links out of it or to what is hidden, loops, pipes,
    devices, too much.
    """
    outside.mkdir()
    (outside / "secret.md").write_text("Secret tea [0:01].\n", encoding="utf-8")
    traps = root / "traps"
    traps.mkdir()
    (traps / "out.md").symlink_to(outside / "secret.md")
    (traps / "out").symlink_to(outside)
    (traps / "passwd.md").symlink_to("/etc/passwd")
    (traps / "up").symlink_to("..")
    (traps / "itself.md").symlink_to("itself.md")
    (traps / "one").symlink_to("two")
    (traps / "two").symlink_to("one")
    (traps / "gone.md").symlink_to("nowhere.md")
    os.mkfifo(traps / "pipe.md")
    (traps / "null.md").symlink_to("/dev/null")
    (traps / "zero.md").symlink_to("/dev/zero")
    with socket.socket(socket.AF_UNIX) as door:
        here = Path.cwd()
        os.chdir(traps)  # the address of a socket has room for a hundred bytes
        door.bind("socket.md")
        os.chdir(here)
    (traps / "folder.md").mkdir()
    (traps / ".hidden").mkdir()
    (traps / ".hidden" / "a.md").write_text("Hidden tea [0:01].\n", encoding="utf-8")
    (root / ".git").mkdir()
    (root / ".git" / "config").write_text("url = https://me:pw@host/x\n", encoding="utf-8")
    (traps / "leak.md").symlink_to("../.git/config")
    (traps / "shown.md").symlink_to(".hidden/a.md")
    (traps / "git").symlink_to("../.git")
    (traps / "plain.txt").write_text("Plain tea [0:01].\n", encoding="utf-8")
    (traps / "plain.md").symlink_to("plain.txt")
    with (traps / "giant.md").open("wb") as giant:
        giant.truncate(1_000_000_000)
    (traps / os.fsdecode(b"bad\xff.md")).write_text("Tea [0:01].\n", encoding="utf-8")
    deep = traps.joinpath(*["d"] * 200)
    deep.mkdir(parents=True)
    (deep / "deep.md").write_text(HEAD + "Deep tea [0:01].\n", encoding="utf-8")
    empty = root / "empty"
    empty.mkdir()
    for number in range(10_000):
        (empty / f"{number}.md").touch()
