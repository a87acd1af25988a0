CREATE TABLE members (
    id          INTEGER PRIMARY KEY AUTOINCREMENT,
    telegram_id INTEGER NOT NULL,
    name        TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 64),
    role        TEXT NOT NULL CHECK (role IN ('organiser', 'viewer', 'speaker')),
    scope       TEXT NOT NULL CHECK (scope IN ('all', 'series', 'webinar')),
    series      TEXT CHECK ((scope = 'series') = (series IS NOT NULL)),
    webinar_id  INTEGER REFERENCES webinars (id) ON DELETE CASCADE CHECK ((scope = 'webinar') = (webinar_id IS NOT NULL)),
    rows        INTEGER NOT NULL DEFAULT 0 CHECK (rows IN (0, 1) AND (rows = 0 OR role = 'organiser')),
    invited_by  INTEGER,
    since       INTEGER NOT NULL,
    removed_at  INTEGER,
    CHECK (role <> 'speaker' OR scope = 'webinar')
) STRICT;
CREATE UNIQUE INDEX members_once ON members (telegram_id, scope, coalesce(series, ''), coalesce(webinar_id, 0))
    WHERE removed_at IS NULL;
CREATE INDEX members_of_webinar ON members (webinar_id) WHERE webinar_id IS NOT NULL;

CREATE TABLE audits (
    id      INTEGER PRIMARY KEY AUTOINCREMENT,
    at      INTEGER NOT NULL,
    by      INTEGER,
    action  TEXT NOT NULL,
    webinar TEXT,
    detail  TEXT NOT NULL CHECK (json_valid(detail)),
    undo    TEXT CHECK (undo IS NULL OR json_valid(undo))
) STRICT;
CREATE INDEX audits_by ON audits (by) WHERE by IS NOT NULL;
CREATE INDEX audits_at ON audits (at);
