-- What somebody who runs webinars has put together in a room and not carried out yet; `body` is the JSON of that room. No
-- attendee is named in it, and no answer stands there.
CREATE TABLE prepared (
    chat_id INTEGER NOT NULL,
    room    TEXT NOT NULL,
    body    TEXT NOT NULL CHECK (json_valid(body)),
    made_at INTEGER NOT NULL,
    PRIMARY KEY (chat_id, room)
) STRICT, WITHOUT ROWID;
