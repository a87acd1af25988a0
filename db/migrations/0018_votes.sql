-- Whether somebody found a follow-up useful, and which topics of a webinar they want no more of.
CREATE TABLE votes (
    webinar_id  INTEGER NOT NULL,
    attendee_id INTEGER NOT NULL,
    follow_up   TEXT NOT NULL,
    useful      INTEGER NOT NULL CHECK (useful IN (0, 1)),
    PRIMARY KEY (webinar_id, attendee_id, follow_up),
    FOREIGN KEY (webinar_id, attendee_id) REFERENCES enrolments (webinar_id, attendee_id) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;
CREATE TABLE stopped_topics (
    webinar_id  INTEGER NOT NULL,
    attendee_id INTEGER NOT NULL,
    topic       TEXT NOT NULL,
    PRIMARY KEY (webinar_id, attendee_id, topic),
    FOREIGN KEY (webinar_id, attendee_id) REFERENCES enrolments (webinar_id, attendee_id) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;
