-- Others refer to `materials`: what is new takes its name once it is gone, so that they refer to that from then on.
CREATE TABLE new_materials (
    id         INTEGER PRIMARY KEY AUTOINCREMENT,
    webinar_id INTEGER NOT NULL REFERENCES webinars (id) ON DELETE CASCADE,
    key        TEXT NOT NULL,
    kind       TEXT NOT NULL,
    title      TEXT NOT NULL CHECK (json_valid(title)),
    url        TEXT,
    edition    INTEGER NOT NULL DEFAULT 1 CHECK (edition >= 1),
    UNIQUE (webinar_id, key)
) STRICT;
INSERT INTO new_materials (id, webinar_id, key, kind, title, url)
    SELECT id, webinar_id, key, kind, title, url FROM materials;
DROP TABLE materials;
ALTER TABLE new_materials RENAME TO materials;

ALTER TABLE files RENAME TO old_files;
CREATE TABLE files (
    material_id INTEGER NOT NULL REFERENCES materials (id) ON DELETE CASCADE,
    place       INTEGER NOT NULL CHECK (place >= 0),
    name        TEXT NOT NULL,
    shown       TEXT NOT NULL CHECK (shown IN ('document', 'photo', 'video', 'voice', 'audio')),
    digest      TEXT NOT NULL,
    bytes       BLOB NOT NULL,
    PRIMARY KEY (material_id, place)
) STRICT;

INSERT INTO files SELECT material_id, 0, name, 'document', digest, bytes FROM old_files;
DROP TABLE old_files;

-- A cache, which may begin anew.
DROP TABLE uploads;
CREATE TABLE uploads (
    material_id INTEGER NOT NULL REFERENCES materials (id) ON DELETE CASCADE,
    telegram_id INTEGER NOT NULL,
    digest      TEXT NOT NULL,
    shown       TEXT NOT NULL,
    file_id     TEXT NOT NULL,
    PRIMARY KEY (material_id, telegram_id, digest, shown)
) STRICT, WITHOUT ROWID;

CREATE TABLE handed (
    webinar_id  INTEGER NOT NULL REFERENCES webinars (id) ON DELETE CASCADE,
    material_id INTEGER NOT NULL REFERENCES materials (id) ON DELETE CASCADE,
    attendee_id INTEGER NOT NULL REFERENCES attendees (id) ON DELETE CASCADE,
    edition     INTEGER NOT NULL,
    handed_at   INTEGER NOT NULL,
    PRIMARY KEY (webinar_id, material_id, attendee_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX handed_of_attendee ON handed (attendee_id);
CREATE INDEX handed_of_material ON handed (material_id);
