-- Links that were mailed to one registered person each. Their addresses are not here: `tag` is a keyed hash of one.
CREATE TABLE invitations (
    id          INTEGER PRIMARY KEY,
    webinar_id  INTEGER NOT NULL REFERENCES webinars (id) ON DELETE CASCADE,
    token       TEXT NOT NULL,
    tag         BLOB NOT NULL,
    made_at     INTEGER NOT NULL,
    attendee_id INTEGER REFERENCES attendees (id) ON DELETE SET NULL,
    attended    INTEGER CHECK (attended IN (0, 1)),
    UNIQUE (webinar_id, token),
    UNIQUE (webinar_id, tag)
) STRICT;
CREATE INDEX invitations_by_attendee ON invitations (attendee_id) WHERE attendee_id IS NOT NULL;
