CREATE TABLE plannings (
    webinar_id INTEGER PRIMARY KEY REFERENCES webinars (id) ON DELETE CASCADE,
    next_id    INTEGER NOT NULL,
    begun_at   INTEGER NOT NULL,
    touched_at INTEGER NOT NULL
) STRICT;
