-- Briefings that the bot composes itself. `source` names what it is composed of now. `figures` are those that may be shared,
-- counted at `counted_at`; NULL while nobody asked for it. `composed` is the source that its prints were made of.
CREATE TABLE briefings (
    material_id INTEGER PRIMARY KEY REFERENCES materials (id) ON DELETE CASCADE,
    source      TEXT NOT NULL,
    figures     TEXT CHECK (figures IS NULL OR json_valid(figures)),
    counted_at  INTEGER CHECK ((counted_at IS NULL) = (figures IS NULL)),
    composed    TEXT,
    composed_at INTEGER CHECK ((composed_at IS NULL) = (composed IS NULL))
) STRICT;

CREATE TABLE prints (
    material_id INTEGER NOT NULL REFERENCES briefings (material_id) ON DELETE CASCADE,
    language    TEXT NOT NULL,
    name        TEXT NOT NULL,
    digest      TEXT NOT NULL,
    bytes       BLOB NOT NULL,
    PRIMARY KEY (material_id, language)
) STRICT;

-- A briefing is several files, one a language, and each has its own name at Telegram. It is a cache and may begin anew.
DROP TABLE uploads;
CREATE TABLE uploads (
    material_id INTEGER NOT NULL REFERENCES materials (id) ON DELETE CASCADE,
    telegram_id INTEGER NOT NULL,
    digest      TEXT NOT NULL,
    file_id     TEXT NOT NULL,
    PRIMARY KEY (material_id, telegram_id, digest)
) STRICT, WITHOUT ROWID;
