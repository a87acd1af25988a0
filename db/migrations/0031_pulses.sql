-- Polls of Telegram's own in a webinar's group: a series of their own, which no figure of the survey counts. Who voted is not
-- known. `update_id` is the update that wanted it; `poll_id` NULL: it is not known to be posted. `question` and `option` are
-- the survey's keys.
CREATE TABLE pulses (
    id         INTEGER PRIMARY KEY,
    webinar_id INTEGER NOT NULL REFERENCES webinars (id) ON DELETE CASCADE,
    group_id   INTEGER REFERENCES group_chats (id) ON DELETE SET NULL,
    update_id  INTEGER NOT NULL UNIQUE,
    question   TEXT NOT NULL,
    poll_id    TEXT UNIQUE,
    message_id INTEGER,
    voters     INTEGER NOT NULL DEFAULT 0 CHECK (voters >= 0),
    asked_at   INTEGER NOT NULL,
    closed_at  INTEGER
) STRICT;
CREATE INDEX pulses_of_webinar ON pulses (webinar_id);
CREATE INDEX pulses_of_group ON pulses (group_id) WHERE group_id IS NOT NULL;
CREATE TABLE pulse_counts (
    pulse_id INTEGER NOT NULL REFERENCES pulses (id) ON DELETE CASCADE,
    place    INTEGER NOT NULL CHECK (place >= 0),
    option   TEXT NOT NULL,
    votes    INTEGER NOT NULL DEFAULT 0 CHECK (votes >= 0),
    PRIMARY KEY (pulse_id, place)
) STRICT, WITHOUT ROWID;
