-- A file that came through chat is known by what Telegram calls it; one too large to be fetched has no bytes here.
ALTER TABLE files RENAME TO old_files;
CREATE TABLE files (
    material_id INTEGER NOT NULL REFERENCES materials (id) ON DELETE CASCADE,
    place       INTEGER NOT NULL CHECK (place >= 0),
    name        TEXT NOT NULL,
    shown       TEXT NOT NULL CHECK (shown IN ('document', 'photo', 'video', 'voice', 'audio')),
    digest      TEXT NOT NULL,
    bytes       BLOB,
    PRIMARY KEY (material_id, place)
) STRICT;
INSERT INTO files SELECT * FROM old_files;
DROP TABLE old_files;

-- What came by chat, of which definitions know nothing. `added`: no definition ever named it. `instead` names what the
-- definition gave when it came (digests or an address; '' for nothing): while it still gives that, what came stays; NULL: nothing
-- came. `titled` is the definition's title that one given by chat stands for.
CREATE TABLE brought (
    material_id INTEGER PRIMARY KEY REFERENCES materials (id) ON DELETE CASCADE,
    added       INTEGER NOT NULL DEFAULT 0 CHECK (added IN (0, 1)),
    instead     TEXT,
    titled      TEXT CHECK (titled IS NULL OR json_valid(titled))
) STRICT;

-- What somebody who runs webinars sent to the bot, until it is said what it is: a link, or files, of which an album has several.
-- `pieces` are its messages, each with its file; `card` is the message that asks; `material_id` what it became.
CREATE TABLE arrivals (
    id          INTEGER PRIMARY KEY AUTOINCREMENT,
    chat_id     INTEGER NOT NULL,
    album       TEXT,
    url         TEXT,
    caption     TEXT NOT NULL,
    pieces      TEXT NOT NULL CHECK (json_valid(pieces)),
    card        INTEGER,
    material_id INTEGER REFERENCES materials (id) ON DELETE SET NULL,
    came_at     INTEGER NOT NULL
) STRICT;
CREATE INDEX arrivals_of_chat ON arrivals (chat_id);
CREATE INDEX arrivals_of_material ON arrivals (material_id);
