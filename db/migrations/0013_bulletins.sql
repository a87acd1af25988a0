CREATE TABLE bulletins (
    id       INTEGER PRIMARY KEY,
    chat_id  INTEGER NOT NULL,
    what     TEXT NOT NULL CHECK (what IN ('downtime', 'missing', 'awaiting', 'preview')),
    subject  TEXT NOT NULL,
    body     TEXT NOT NULL CHECK (json_valid(body)),
    made_at  INTEGER NOT NULL,
    due_at   INTEGER NOT NULL,
    sent_at  INTEGER,
    trouble  TEXT,
    attempts INTEGER NOT NULL DEFAULT 0 CHECK (attempts >= 0),
    CHECK (sent_at IS NULL OR trouble IS NULL)
) STRICT;
CREATE INDEX bulletins_due ON bulletins (due_at, id) WHERE sent_at IS NULL AND trouble IS NULL;
CREATE INDEX bulletins_about ON bulletins (what, subject, made_at);

CREATE TABLE heartbeats (
    id      INTEGER PRIMARY KEY CHECK (id = 1),
    beat_at INTEGER NOT NULL
) STRICT;
