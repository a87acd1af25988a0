-- Somebody may agree that the organisers are told of one answer of theirs at once.
CREATE TABLE agreements (
    id          INTEGER PRIMARY KEY,
    attendee_id INTEGER NOT NULL REFERENCES attendees (id) ON DELETE CASCADE,
    webinar_id  INTEGER NOT NULL REFERENCES webinars (id) ON DELETE CASCADE,
    purpose     TEXT NOT NULL CHECK (purpose IN ('answering', 'contacts', 'follow_up', 'thread', 'alert')),
    subject     TEXT NOT NULL,
    given       INTEGER NOT NULL CHECK (given IN (0, 1)),
    notice      TEXT NOT NULL REFERENCES notices (digest),
    said_at     INTEGER NOT NULL
) STRICT;
INSERT INTO agreements
    SELECT id, attendee_id, webinar_id, purpose, subject, given, notice, said_at FROM consents;
DROP TABLE consents;
ALTER TABLE agreements RENAME TO consents;
CREATE INDEX consents_of_attendee ON consents (attendee_id, webinar_id, purpose, subject, id);
CREATE INDEX consents_of_notice ON consents (notice);
CREATE TRIGGER notices_go_with_consents AFTER DELETE ON consents
BEGIN
    DELETE FROM notices WHERE digest = OLD.notice AND NOT EXISTS (SELECT 1 FROM consents WHERE notice = OLD.notice);
END;
