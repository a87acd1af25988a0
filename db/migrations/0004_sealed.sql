-- Answers to anonymous surveys: sealed with a key outside the database while they can still change, then moved into
-- responses that belong to nobody. What Telegram sent is sealed, too.

CREATE TABLE seals (
    id          INTEGER PRIMARY KEY CHECK (id = 1),
    check_value BLOB NOT NULL CHECK (length(check_value) = 32),
    made_at     INTEGER NOT NULL
) STRICT;

CREATE TABLE drafts (
    tag        BLOB PRIMARY KEY CHECK (length(tag) = 32),
    webinar_id INTEGER NOT NULL REFERENCES webinars (id) ON DELETE CASCADE,
    survey_id  INTEGER NOT NULL REFERENCES surveys (id),
    sealed     BLOB NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX drafts_of_webinar ON drafts (webinar_id, survey_id);

CREATE TABLE kept_inbox AS SELECT * FROM inbox;
DROP TABLE inbox;
CREATE TABLE inbox (
    update_id   INTEGER PRIMARY KEY,
    chat_id     INTEGER,
    body        ANY,
    state       TEXT NOT NULL CHECK (state = 'waiting' OR state = 'decided' OR state = 'done' OR state = 'dead'),
    response_id INTEGER REFERENCES responses (id) ON DELETE SET NULL,
    attempts    INTEGER NOT NULL DEFAULT 0 CHECK (attempts >= 0),
    trouble     TEXT,
    received_at INTEGER NOT NULL,
    CHECK (body IS NOT NULL OR state = 'done')
) STRICT;
CREATE INDEX inbox_open ON inbox (update_id) WHERE state IN ('waiting', 'decided');
CREATE INDEX inbox_done ON inbox (received_at) WHERE state = 'done';
CREATE INDEX inbox_of_response ON inbox (response_id) WHERE response_id IS NOT NULL;
CREATE INDEX inbox_dead ON inbox (received_at) WHERE state = 'dead';
INSERT INTO inbox SELECT * FROM kept_inbox;
DROP TABLE kept_inbox;

CREATE TABLE kept_responses AS SELECT * FROM responses;
DROP TABLE responses;
CREATE TABLE responses (
    id          INTEGER PRIMARY KEY,
    label       TEXT NOT NULL,
    webinar_id  INTEGER NOT NULL REFERENCES webinars (id) ON DELETE CASCADE,
    survey_id   INTEGER NOT NULL REFERENCES surveys (id),
    survey_key  TEXT NOT NULL,
    attendee_id INTEGER REFERENCES attendees (id) ON DELETE CASCADE,
    mode        TEXT NOT NULL CHECK (mode IN ('chat', 'import', 'anonymous')),
    language    TEXT NOT NULL,
    created_at  INTEGER NOT NULL,
    started_at  INTEGER,
    finished_at INTEGER CHECK (finished_at IS NULL OR started_at IS NOT NULL),
    message_id  INTEGER,
    revisit     TEXT CHECK (revisit IS NULL OR json_valid(revisit)),
    UNIQUE (webinar_id, survey_key, label),
    UNIQUE (webinar_id, survey_key, attendee_id),
    CHECK ((mode = 'chat') = (attendee_id IS NOT NULL))
) STRICT;
CREATE INDEX responses_of_attendee ON responses (attendee_id);
CREATE TRIGGER responses_stay BEFORE UPDATE OF webinar_id, survey_id ON responses
WHEN NEW.webinar_id <> OLD.webinar_id OR NEW.survey_id <> OLD.survey_id
BEGIN
    SELECT RAISE (ABORT, 'a response stays with the webinar and the version it began with');
END;
INSERT INTO responses SELECT * FROM kept_responses;
DROP TABLE kept_responses;
