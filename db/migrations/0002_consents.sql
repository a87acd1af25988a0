CREATE TABLE notices (
    digest   TEXT PRIMARY KEY,
    language TEXT NOT NULL,
    text     TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE consents (
    id          INTEGER PRIMARY KEY,
    attendee_id INTEGER NOT NULL REFERENCES attendees (id) ON DELETE CASCADE,
    webinar_id  INTEGER NOT NULL REFERENCES webinars (id) ON DELETE CASCADE,
    purpose     TEXT NOT NULL CHECK (purpose IN ('answering', 'contacts', 'follow_up', 'thread')),
    subject     TEXT NOT NULL,
    given       INTEGER NOT NULL CHECK (given IN (0, 1)),
    notice      TEXT NOT NULL REFERENCES notices (digest),
    said_at     INTEGER NOT NULL
) STRICT;
CREATE INDEX consents_of_attendee ON consents (attendee_id, webinar_id, purpose, subject, id);

ALTER TABLE responses ADD COLUMN revisit TEXT CHECK (revisit IS NULL OR json_valid(revisit));
