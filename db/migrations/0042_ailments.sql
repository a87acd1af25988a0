-- Owners are told when something breaks: once a day for each cause, and once when it is over.
CREATE TABLE ailments (
    cause   TEXT PRIMARY KEY,
    kind    TEXT NOT NULL,
    since   INTEGER,
    told_at INTEGER,
    is_told INTEGER NOT NULL DEFAULT 0 CHECK (is_told IN (0, 1)),
    CHECK (is_told = 0 OR told_at IS NOT NULL)
) STRICT, WITHOUT ROWID;
CREATE TABLE told (
    id       INTEGER PRIMARY KEY,
    chat_id  INTEGER NOT NULL,
    what     TEXT NOT NULL CHECK (
        what IN ('downtime', 'missing', 'awaiting', 'preview', 'closing', 'digest', 'low', 'health', 'restored')
    ),
    subject  TEXT NOT NULL,
    body     TEXT NOT NULL CHECK (json_valid(body)),
    made_at  INTEGER NOT NULL,
    due_at   INTEGER NOT NULL,
    sent_at  INTEGER,
    trouble  TEXT,
    attempts INTEGER NOT NULL DEFAULT 0 CHECK (attempts >= 0),
    CHECK (sent_at IS NULL OR trouble IS NULL)
) STRICT;
INSERT INTO told SELECT id, chat_id, what, subject, body, made_at, due_at, sent_at, trouble, attempts FROM bulletins;
DROP TRIGGER alerts_go;
DROP TABLE bulletins;
ALTER TABLE told RENAME TO bulletins;
CREATE INDEX bulletins_due ON bulletins (due_at, id) WHERE sent_at IS NULL AND trouble IS NULL;
CREATE INDEX bulletins_about ON bulletins (what, subject, made_at);
CREATE TRIGGER alerts_go AFTER DELETE ON responses
BEGIN
    DELETE FROM bulletins WHERE what = 'low' AND subject GLOB '*/*/' || OLD.id || '/*';
END;
