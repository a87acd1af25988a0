CREATE TABLE contacts (
    webinar_id  INTEGER NOT NULL REFERENCES webinars (id) ON DELETE CASCADE,
    attendee_id INTEGER NOT NULL REFERENCES attendees (id) ON DELETE CASCADE,
    state       TEXT NOT NULL CHECK (state IN ('asked', 'listed')),
    entry       TEXT CHECK (length(entry) BETWEEN 1 AND 200),
    update_id   INTEGER,
    said_at     INTEGER NOT NULL,
    PRIMARY KEY (webinar_id, attendee_id),
    CHECK (state = 'asked' OR entry IS NOT NULL)
) STRICT, WITHOUT ROWID;
CREATE INDEX contacts_of_attendee ON contacts (attendee_id);
