-- An organiser's walk through a survey as an attendee: no response, so that nothing counts it. One a chat, and gone when
-- it is over. `answers` is what they said so far; `update_id` is the update that was taken last.
CREATE TABLE tryouts (
    chat_id    INTEGER PRIMARY KEY,
    webinar_id INTEGER NOT NULL REFERENCES webinars (id) ON DELETE CASCADE,
    survey_id  INTEGER NOT NULL REFERENCES surveys (id),
    language   TEXT NOT NULL,
    answers    TEXT NOT NULL CHECK (json_valid(answers)),
    update_id  INTEGER NOT NULL,
    touched_at INTEGER NOT NULL
) STRICT;
