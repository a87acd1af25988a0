CREATE TABLE threads (
    id          INTEGER PRIMARY KEY AUTOINCREMENT,
    webinar_id  INTEGER NOT NULL REFERENCES webinars (id) ON DELETE CASCADE,
    attendee_id INTEGER NOT NULL REFERENCES attendees (id) ON DELETE CASCADE,
    name        TEXT,
    opened_at   INTEGER NOT NULL,
    closed_at   INTEGER
) STRICT;
CREATE INDEX threads_open ON threads (id) WHERE closed_at IS NULL;
CREATE INDEX threads_of_attendee ON threads (attendee_id);
CREATE INDEX threads_of_webinar ON threads (webinar_id);

CREATE TABLE notes (
    id          INTEGER PRIMARY KEY AUTOINCREMENT,
    attendee_id INTEGER NOT NULL REFERENCES attendees (id) ON DELETE CASCADE,
    thread_id   INTEGER REFERENCES threads (id) ON DELETE CASCADE,
    author      TEXT NOT NULL CHECK (author IN ('attendee', 'organiser')),
    text        TEXT NOT NULL,
    update_id   INTEGER NOT NULL,
    written_at  INTEGER NOT NULL,
    CHECK (author = 'attendee' OR thread_id IS NOT NULL)
) STRICT;
CREATE INDEX notes_of_thread ON notes (thread_id, id);
CREATE INDEX notes_of_attendee ON notes (attendee_id);
CREATE INDEX notes_of_update ON notes (update_id);
CREATE INDEX notes_offered ON notes (written_at) WHERE thread_id IS NULL;

CREATE TABLE posts (
    chat_id    INTEGER NOT NULL,
    message_id INTEGER NOT NULL,
    note_id    INTEGER NOT NULL REFERENCES notes (id) ON DELETE CASCADE,
    reader     TEXT NOT NULL CHECK (reader IN ('attendee', 'organiser')),
    PRIMARY KEY (chat_id, message_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX posts_of_note ON posts (note_id);
