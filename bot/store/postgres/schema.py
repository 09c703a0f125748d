"""The database's shape in PostgreSQL: the tables of SQLite's, in a schema that is ours alone.

Ordered steps, as there; the table `shape` counts those applied. Steps are only ever appended. Text
sorts by its bytes, as it does in SQLite, whatever the server's language. There are no foreign keys:
a load, the one that writes here, replaces what belongs together within one transaction.
"""

FIRST_SHAPE = (
    """
    CREATE TABLE files (
        path text COLLATE "C" PRIMARY KEY,
        size bigint NOT NULL,
        mtime_ns bigint NOT NULL,
        digest text COLLATE "C" NOT NULL,
        kind text COLLATE "C" NOT NULL
    )
    """,
    """
    CREATE TABLE notes (
        id bigint PRIMARY KEY,
        key bigint NOT NULL,
        path text COLLATE "C" NOT NULL UNIQUE,
        title text COLLATE "C" NOT NULL,
        channel text COLLATE "C" NOT NULL,
        channel_label text COLLATE "C" NOT NULL,
        video_id text COLLATE "C" NOT NULL,
        lead text NOT NULL,
        aliases text NOT NULL,
        tags text NOT NULL,
        headings text NOT NULL,
        uncited text NOT NULL,
        links text NOT NULL,
        excerpts integer NOT NULL,
        repaired integer NOT NULL,
        silent boolean NOT NULL,
        times text NOT NULL
    )
    """,
    "CREATE INDEX notes_by_key ON notes (key)",
    "CREATE INDEX notes_by_video ON notes (video_id)",
    """
    CREATE TABLE excerpts (
        id bigint PRIMARY KEY,
        key bigint NOT NULL,
        note_id bigint NOT NULL,
        position integer NOT NULL,
        text text NOT NULL,
        moments text NOT NULL,
        headings text NOT NULL,
        label text NOT NULL,
        kind text NOT NULL,
        spoken boolean NOT NULL,
        context text NOT NULL,
        line integer NOT NULL
    )
    """,
    "CREATE INDEX excerpts_by_note ON excerpts (note_id, position)",
    "CREATE INDEX excerpts_by_key ON excerpts (key)",
    """
    CREATE TABLE links (
        note_id bigint NOT NULL,
        position integer NOT NULL,
        target_id bigint NOT NULL,
        PRIMARY KEY (note_id, position)
    )
    """,
    "CREATE INDEX links_by_target ON links (target_id)",
    'CREATE TABLE words (id bigint PRIMARY KEY, word text COLLATE "C" NOT NULL UNIQUE)',
    """
    CREATE TABLE note_words (
        note_id bigint PRIMARY KEY,
        words bytea NOT NULL,
        lengths bytea NOT NULL,
        keys bytea NOT NULL,
        about bytea NOT NULL
    )
    """,
    """
    CREATE TABLE acronyms (
        note_id bigint NOT NULL,
        short text COLLATE "C" NOT NULL,
        long text COLLATE "C" NOT NULL,
        PRIMARY KEY (note_id, short, long)
    )
    """,
    """
    CREATE TABLE index_videos (
        page text COLLATE "C" NOT NULL,
        position integer NOT NULL,
        video_id text COLLATE "C" NOT NULL,
        title text NOT NULL,
        PRIMARY KEY (page, position)
    )
    """,
    "CREATE INDEX index_videos_by_video ON index_videos (video_id, page, position)",
    """
    CREATE TABLE index_pages (
        page text COLLATE "C" PRIMARY KEY,
        title text NOT NULL,
        channel text COLLATE "C" NOT NULL,
        channel_names text NOT NULL
    )
    """,
    'CREATE TABLE channels (key text COLLATE "C" PRIMARY KEY, name text COLLATE "C" NOT NULL)',
    """
    CREATE TABLE problems (
        path text COLLATE "C" NOT NULL,
        line integer NOT NULL,
        code text COLLATE "C" NOT NULL,
        message text NOT NULL,
        severity text NOT NULL
    )
    """,
    "CREATE INDEX problems_by_path ON problems (path)",
    "CREATE TABLE loads (name text PRIMARY KEY, value text NOT NULL)",
    # Never touched by a load.
    """
    CREATE TABLE guild_settings (
        guild_id bigint NOT NULL,
        name text NOT NULL,
        value text NOT NULL,
        PRIMARY KEY (guild_id, name)
    )
    """,
    "CREATE TABLE state (name text PRIMARY KEY, value text NOT NULL)",
    """
    CREATE TABLE daily (
        guild_id bigint PRIMARY KEY,
        channel_id bigint NOT NULL,
        minute integer NOT NULL,
        zone text NOT NULL,
        source text NOT NULL,
        role_id bigint NOT NULL,
        paused text NOT NULL,
        next_at bigint NOT NULL,
        last_date text NOT NULL,
        seed bigint NOT NULL,
        cursor bigint NOT NULL,
        posted bigint NOT NULL,
        claim_key bigint,
        claimed_at bigint
    )
    """,
    # Whoever leads asks for what is due three times a minute.
    "CREATE INDEX daily_by_next ON daily (next_at)",
    """
    CREATE TABLE misses (
        kind text COLLATE "C" NOT NULL,
        text text COLLATE "C" NOT NULL,
        times bigint NOT NULL,
        last_at bigint NOT NULL,
        PRIMARY KEY (kind, text)
    )
    """,
    # Of the moment.
    """
    CREATE TABLE shards (
        shard integer PRIMARY KEY,
        count integer NOT NULL,
        servers integer NOT NULL,
        process text NOT NULL,
        seen_at double precision NOT NULL
    )
    """,
    "CREATE TABLE turns (name text PRIMARY KEY, at double precision NOT NULL)",
)

MIGRATIONS: tuple[tuple[str, ...], ...] = (FIRST_SHAPE,)
"""Step n brings `shape` from n to n + 1."""
