-- Invitations go with whoever came by them. `tag` and `attended` are about a person even when nobody is tied to them.
CREATE TABLE invitations_of_people (
    id          INTEGER PRIMARY KEY,
    webinar_id  INTEGER NOT NULL REFERENCES webinars (id) ON DELETE CASCADE,
    token       TEXT NOT NULL,
    tag         BLOB NOT NULL,
    made_at     INTEGER NOT NULL,
    attendee_id INTEGER REFERENCES attendees (id) ON DELETE CASCADE,
    attended    INTEGER CHECK (attended IN (0, 1)),
    UNIQUE (webinar_id, token),
    UNIQUE (webinar_id, tag)
) STRICT;
INSERT INTO invitations_of_people SELECT id, webinar_id, token, tag, made_at, attendee_id, attended FROM invitations;
DROP TABLE invitations;
ALTER TABLE invitations_of_people RENAME TO invitations;
CREATE INDEX invitations_by_attendee ON invitations (attendee_id) WHERE attendee_id IS NOT NULL;

-- A source that somebody typed is not a link that was mailed.
UPDATE enrolments SET source = NULL WHERE source = 'personal' AND registered = 0;
