"""The database's shape: ordered steps, each applied together with its record in one transaction.

A database is a cache of the vault, but for the tables that a load never touches: `guild_settings`,
`state`, `daily` and `misses`. A step that changes how notes are kept may therefore empty the cache
(`CLEAR_CACHE`) and leave the next load to fill it; it must keep those. `shards` and `turns` are of
the moment: nobody keeps them, and nobody need empty them.

`PRAGMA user_version` counts the steps applied. Steps are only ever appended.
"""

APPLICATION_ID = 0x7661756C
"""`vaul`, in the file's header: tells our database from any other SQLite file."""

FIRST_SHAPE = (
    # What was read, to tell what changed without reading it again. `kind` is note or index.
    """
    CREATE TABLE files (
        path TEXT PRIMARY KEY,
        size INTEGER NOT NULL,
        mtime_ns INTEGER NOT NULL,
        digest TEXT NOT NULL,
        kind TEXT NOT NULL
    ) WITHOUT ROWID
    """,
    # `key` is derived from the path: the id that people and buttons see, the same after any load.
    """
    CREATE TABLE notes (
        id INTEGER PRIMARY KEY,
        key INTEGER NOT NULL,
        path TEXT NOT NULL UNIQUE,
        title TEXT NOT NULL,
        channel TEXT NOT NULL,
        channel_label TEXT NOT NULL,
        video_id TEXT NOT NULL,
        lead TEXT NOT NULL,
        aliases TEXT NOT NULL,
        tags TEXT NOT NULL,
        headings TEXT NOT NULL,
        uncited TEXT NOT NULL,
        links TEXT NOT NULL
    )
    """,
    "CREATE INDEX notes_by_key ON notes (key)",
    "CREATE INDEX notes_by_video ON notes (video_id)",
    # `key` is derived from the note, the first moment and the words. `moments` is JSON:
    # [seconds, raw, repaired] each, with a fourth item where the video is not the note's own.
    """
    CREATE TABLE excerpts (
        id INTEGER PRIMARY KEY,
        key INTEGER NOT NULL,
        note_id INTEGER NOT NULL REFERENCES notes (id),
        position INTEGER NOT NULL,
        text TEXT NOT NULL,
        moments TEXT NOT NULL,
        repaired INTEGER NOT NULL,
        headings TEXT NOT NULL,
        label TEXT NOT NULL,
        kind TEXT NOT NULL,
        spoken INTEGER NOT NULL,
        context TEXT NOT NULL,
        line INTEGER NOT NULL
    )
    """,
    "CREATE INDEX excerpts_by_note ON excerpts (note_id, position)",
    "CREATE INDEX excerpts_by_key ON excerpts (key)",
    # Holds folded words only; the text itself stands in `excerpts`. The ascii tokenizer splits at
    # blanks and leaves every other script as the folding made it.
    """
    CREATE VIRTUAL TABLE excerpt_words USING fts5(words, content='', tokenize='ascii')
    """,
    "CREATE VIRTUAL TABLE excerpt_vocabulary USING fts5vocab(excerpt_words, row)",
    # What index pages tell; `page` is the path of the file that tells it.
    """
    CREATE TABLE index_videos (
        page TEXT NOT NULL,
        position INTEGER NOT NULL,
        video_id TEXT NOT NULL,
        title TEXT NOT NULL,
        PRIMARY KEY (page, position)
    ) WITHOUT ROWID
    """,
    "CREATE INDEX index_videos_by_video ON index_videos (video_id)",
    """
    CREATE TABLE index_pages (
        page TEXT PRIMARY KEY,
        title TEXT NOT NULL,
        channel TEXT NOT NULL,
        channel_names TEXT NOT NULL
    ) WITHOUT ROWID
    """,
    # Derived at the end of each load from labels, directory and index pages.
    "CREATE TABLE channels (key TEXT PRIMARY KEY, name TEXT NOT NULL) WITHOUT ROWID",
    """
    CREATE TABLE problems (
        path TEXT NOT NULL,
        line INTEGER NOT NULL,
        code TEXT NOT NULL,
        message TEXT NOT NULL,
        severity TEXT NOT NULL
    )
    """,
    "CREATE INDEX problems_by_path ON problems (path)",
    # Facts of the last load, for /vault status and for other processes on the same database.
    "CREATE TABLE loads (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID",
    # Never touched by a load.
    """
    CREATE TABLE guild_settings (
        guild_id INTEGER NOT NULL,
        name TEXT NOT NULL,
        value TEXT NOT NULL,
        PRIMARY KEY (guild_id, name)
    ) WITHOUT ROWID
    """,
    "CREATE TABLE state (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID",
)

CLEAR_CACHE = (
    "DELETE FROM files",
    "DELETE FROM notes",
    "DELETE FROM links",
    "DELETE FROM excerpts",
    "INSERT INTO excerpt_words (excerpt_words) VALUES ('delete-all')",
    "DELETE FROM index_videos",
    "DELETE FROM index_pages",
    "DELETE FROM channels",
    "DELETE FROM problems",
    "DELETE FROM loads",
)

TIMES_AND_LINKS = (
    # Wikilinks that lead to a note; derived at the end of each load that changed anything.
    """
    CREATE TABLE links (
        note_id INTEGER NOT NULL REFERENCES notes (id),
        position INTEGER NOT NULL,
        target_id INTEGER NOT NULL REFERENCES notes (id),
        PRIMARY KEY (note_id, position)
    ) WITHOUT ROWID
    """,
    "CREATE INDEX links_by_target ON links (target_id)",
    *CLEAR_CACHE,
    # Counted once a load, so that nobody counts them when asked how the vault is.
    "ALTER TABLE notes ADD COLUMN excerpts INTEGER NOT NULL DEFAULT 0",
    "ALTER TABLE notes ADD COLUMN repaired INTEGER NOT NULL DEFAULT 0",
    "ALTER TABLE excerpts DROP COLUMN repaired",
    "ALTER TABLE notes ADD COLUMN silent INTEGER NOT NULL DEFAULT 0",
    # JSON: what the note's times tell of their unit, then how they were read. Empty without video.
    "ALTER TABLE notes ADD COLUMN times TEXT NOT NULL DEFAULT ''",
)

OWN_WORD_INDEX = (
    # FTS5 reads the whole list of a common word for every question that holds one, which no query
    # plan gets around. Search keeps an index of its own in memory; these are what it is made of.
    "DROP TABLE excerpt_vocabulary",
    "DROP TABLE excerpt_words",
    # Only ever added to: a word that no excerpt holds any more costs its row.
    "CREATE TABLE words (id INTEGER PRIMARY KEY, word TEXT NOT NULL UNIQUE)",
    # Of all excerpts of a note, in its order; arrays of little-endian integers: the ids of their
    # words (32 bits), the number of words of each (32), the key of each (64). `about` holds the ids
    # of the words of what stands above them: headings, tags, lead.
    """
    CREATE TABLE note_words (
        note_id INTEGER PRIMARY KEY REFERENCES notes (id),
        words BLOB NOT NULL,
        lengths BLOB NOT NULL,
        keys BLOB NOT NULL,
        about BLOB NOT NULL
    )
    """,
    # What a note says that a short form stands for; folded words.
    """
    CREATE TABLE acronyms (
        note_id INTEGER NOT NULL REFERENCES notes (id),
        short TEXT NOT NULL,
        long TEXT NOT NULL,
        PRIMARY KEY (note_id, short, long)
    ) WITHOUT ROWID
    """,
    *(statement for statement in CLEAR_CACHE if "excerpt_words" not in statement),
)

DAILY_QUOTE = (
    # A row a server, never touched by a load. `channel_id` is 0 once it was cleared. `claim_key`
    # and `claimed_at` stand while a post is on its way.
    """
    CREATE TABLE daily (
        guild_id INTEGER PRIMARY KEY,
        channel_id INTEGER NOT NULL,
        minute INTEGER NOT NULL,
        zone TEXT NOT NULL,
        source TEXT NOT NULL,
        role_id INTEGER NOT NULL,
        paused TEXT NOT NULL,
        next_at INTEGER NOT NULL,
        last_date TEXT NOT NULL,
        seed INTEGER NOT NULL,
        cursor INTEGER NOT NULL,
        posted INTEGER NOT NULL,
        claim_key INTEGER,
        claimed_at INTEGER
    )
    """,
)

MISSES = (
    # What was asked and not found, never by whom or where; empty unless the configuration wants it.
    """
    CREATE TABLE misses (
        kind TEXT NOT NULL,
        text TEXT NOT NULL,
        times INTEGER NOT NULL,
        last_at INTEGER NOT NULL,
        PRIMARY KEY (kind, text)
    )
    """,
)

FLEET = (
    # What the processes of one bot settle among themselves; worthless once they have ended. Times
    # are seconds of Unix time by the database's clock.
    """
    CREATE TABLE shards (
        shard INTEGER PRIMARY KEY,
        count INTEGER NOT NULL,
        servers INTEGER NOT NULL,
        process TEXT NOT NULL,
        seen_at REAL NOT NULL
    )
    """,
    "CREATE TABLE turns (name TEXT PRIMARY KEY, at REAL NOT NULL) WITHOUT ROWID",
)

MIGRATIONS: tuple[tuple[str, ...], ...] = (
    FIRST_SHAPE,
    TIMES_AND_LINKS,
    OWN_WORD_INDEX,
    DAILY_QUOTE,
    MISSES,
    FLEET,
)
"""Step n brings `user_version` from n to n + 1."""
