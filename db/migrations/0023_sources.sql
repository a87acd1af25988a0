CREATE TABLE sources (
    webinar_id INTEGER NOT NULL REFERENCES webinars (id) ON DELETE CASCADE,
    name       TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 16 AND name NOT GLOB '*[^a-z0-9]*'),
    added_at   INTEGER NOT NULL,
    PRIMARY KEY (webinar_id, name)
) STRICT, WITHOUT ROWID;
