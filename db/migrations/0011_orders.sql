ALTER TABLE outbox ADD COLUMN by_hand INTEGER NOT NULL DEFAULT 0 CHECK (by_hand IN (0, 1));
CREATE INDEX outbox_held ON outbox (webinar_id, follow_up, reason, due_at) WHERE state = 'held';

CREATE TABLE orders (
    webinar_id   INTEGER NOT NULL REFERENCES webinars (id) ON DELETE CASCADE,
    follow_up    TEXT NOT NULL,
    approved_at  INTEGER,
    held_at      INTEGER,
    cancelled_at INTEGER,
    edited_at    INTEGER,
    text         TEXT CHECK (text IS NULL OR json_valid(text)),
    replaces     TEXT CHECK (replaces IS NULL OR json_valid(replaces)),
    PRIMARY KEY (webinar_id, follow_up),
    CHECK ((text IS NULL) = (edited_at IS NULL))
) STRICT, WITHOUT ROWID;
