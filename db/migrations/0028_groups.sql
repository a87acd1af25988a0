-- Groups that the bot was brought to by somebody who runs webinars, as long as it is in there. `purpose` NULL: it says nothing
-- there. `asked_id`: the message that asks what the group is for. `posted_for`: the update that asked for the invitation to be
-- posted last, so that it is posted once.
CREATE TABLE group_chats (
    id         INTEGER PRIMARY KEY,
    chat_id    INTEGER NOT NULL UNIQUE,
    title      TEXT NOT NULL,
    language   TEXT NOT NULL,
    purpose    TEXT CHECK (purpose IN ('team', 'webinar')),
    webinar_id INTEGER REFERENCES webinars (id) ON DELETE CASCADE,
    asked_id   INTEGER,
    posted_for INTEGER,
    posted_at INTEGER,
    came_at    INTEGER NOT NULL,
    CHECK ((purpose IS 'webinar') = (webinar_id IS NOT NULL)),
    CHECK ((posted_for IS NULL) = (posted_at IS NULL))
) STRICT;
CREATE INDEX group_chats_of_webinar ON group_chats (webinar_id);

-- Who said what a group is for: it is shown what they may see, and nothing once nobody stands here. `chat_id` is theirs.
CREATE TABLE hosts (
    group_id INTEGER PRIMARY KEY REFERENCES group_chats (id) ON DELETE CASCADE,
    chat_id  INTEGER NOT NULL,
    since    INTEGER NOT NULL
) STRICT;
CREATE INDEX hosts_chat ON hosts (chat_id);
