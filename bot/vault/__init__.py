"""The vault room: Markdown files in, values out; no database, no search, no Discord.

files        which files there are, by a walk that reads none of them
reader       one file → `ParsedFile`; one text → `Note` or `IndexPage`
note         the steps from text to note, as a table
frontmatter  the `---` block → strings
videos       video ids and YouTube addresses
index        pages that list videos or name channels
fences       code fences: unwrapped, or blanked
blocks       lines → headings, paragraphs, items, quotes, callouts, table rows
citations    where a block cites a second of the video
clock        `1:02:03` → 3723
inline       Markdown → plain words
sentences    where a sentence ends
excerpts     blocks → excerpts with their moments
times        which times are in the wrong unit, and what they mean
links        which note a wikilink means
problems     every problem that reading can report
"""

from bot.vault.files import Scan, scan
from bot.vault.problems import CODES
from bot.vault.reader import parse_text, read_file

__all__ = ["CODES", "Scan", "parse_text", "read_file", "scan"]
