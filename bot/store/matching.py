"""What a stored text must hold, in the words of FTS5."""

from itertools import combinations

from bot.model import Match


def fts_query(match: Match) -> str:
    """The expression of a match; folded words hold no quotation marks, but are quoted."""
    groups = [f"({' OR '.join(map(_quoted, group))})" for group in match.groups]
    # FTS5 knows no "two of these six", so every pair is spelt out.
    enough = combinations(groups, match.at_least or len(groups))
    wanted = [" OR ".join(f"({' AND '.join(chosen)})" for chosen in enough)]
    wanted += [_quoted(" ".join(phrase)) for phrase in match.phrases]
    query = " AND ".join(f"({part})" for part in wanted)
    if match.excluded:
        query = f"({query}) NOT ({' OR '.join(map(_quoted, match.excluded))})"
    return query


def _quoted(words: str) -> str:
    return '"' + words.replace('"', '""') + '"'
