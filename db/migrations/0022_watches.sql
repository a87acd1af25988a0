-- The live card of a webinar in the chat of somebody who runs it: the message that is kept up to date. `message_id` NULL:
-- it is still to be sent. `shown` is the digest of what it shows; `closed_at`: it shows the end, and is edited no more.
CREATE TABLE watches (
    chat_id    INTEGER NOT NULL,
    webinar_id INTEGER NOT NULL REFERENCES webinars (id) ON DELETE CASCADE,
    message_id INTEGER,
    shown      TEXT NOT NULL DEFAULT '',
    edited_at  INTEGER NOT NULL,
    closed_at  INTEGER,
    digests    INTEGER NOT NULL DEFAULT 0 CHECK (digests IN (0, 1)),
    alerts     INTEGER NOT NULL DEFAULT 0 CHECK (alerts IN (0, 1)),
    PRIMARY KEY (chat_id, webinar_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX watches_of_webinar ON watches (webinar_id);

-- Further things that organisers are told: closing, the figures when a survey has closed; digest, the same earlier; low, a very
-- low answer.
CREATE TABLE told (
    id       INTEGER PRIMARY KEY,
    chat_id  INTEGER NOT NULL,
    what     TEXT NOT NULL CHECK (
        what IN ('downtime', 'missing', 'awaiting', 'preview', 'closing', 'digest', 'low')
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
DROP TABLE bulletins;
ALTER TABLE told RENAME TO bulletins;
CREATE INDEX bulletins_due ON bulletins (due_at, id) WHERE sent_at IS NULL AND trouble IS NULL;
CREATE INDEX bulletins_about ON bulletins (what, subject, made_at);
