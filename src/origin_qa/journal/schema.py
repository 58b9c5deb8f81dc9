"""The tables, as steps forward: `user_version` of the file says how many of them it has seen.

A step that has been published is never changed; what comes later is appended. Statements end with a
semicolon and hold no other one.
"""

MIGRATIONS = (
    """
    CREATE TABLE question (
        id INTEGER PRIMARY KEY,
        at TEXT NOT NULL,
        question TEXT NOT NULL,
        folded TEXT NOT NULL,
        earlier TEXT NOT NULL,
        language TEXT NOT NULL,
        producers TEXT NOT NULL,
        page_producer TEXT NOT NULL,
        status TEXT NOT NULL,
        stage TEXT NOT NULL,
        detail TEXT NOT NULL,
        nearest TEXT,
        index_version TEXT NOT NULL,
        milliseconds REAL NOT NULL,
        done TEXT
    );
    CREATE INDEX question_at ON question (at);
    CREATE INDEX question_asked ON question (status, done, folded, producers);

    CREATE TABLE feedback (
        id INTEGER PRIMARY KEY,
        at TEXT NOT NULL,
        question TEXT NOT NULL,
        history TEXT NOT NULL,
        verdict TEXT NOT NULL CHECK (verdict IN ('up', 'down')),
        reason TEXT NOT NULL,
        producer TEXT NOT NULL,
        status TEXT NOT NULL,
        index_version TEXT NOT NULL,
        done TEXT
    );
    CREATE INDEX feedback_at ON feedback (at);

    CREATE TABLE message (
        id INTEGER PRIMARY KEY,
        at TEXT NOT NULL,
        question TEXT NOT NULL,
        producer TEXT NOT NULL,
        text TEXT NOT NULL,
        email TEXT NOT NULL,
        consent INTEGER NOT NULL,
        done TEXT,
        CHECK (consent OR email = '')
    );
    CREATE INDEX message_at ON message (at);

    CREATE TABLE shared (
        id TEXT PRIMARY KEY,
        at TEXT NOT NULL,
        turns TEXT NOT NULL,
        index_version TEXT NOT NULL,
        corpus TEXT NOT NULL
    ) WITHOUT ROWID;
    CREATE INDEX shared_at ON shared (at);

    CREATE TABLE staff_answer (
        id INTEGER PRIMARY KEY,
        at TEXT NOT NULL,
        question TEXT NOT NULL,
        producer TEXT NOT NULL,
        text TEXT NOT NULL,
        author TEXT NOT NULL,
        document TEXT NOT NULL
    );
    """,
)
