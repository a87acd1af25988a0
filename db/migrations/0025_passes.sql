CREATE TABLE passes (
    id         INTEGER PRIMARY KEY,
    digest     BLOB NOT NULL UNIQUE CHECK (length(digest) = 32),
    role       TEXT NOT NULL CHECK (role IN ('organiser', 'viewer', 'speaker')),
    scope      TEXT NOT NULL CHECK (scope IN ('all', 'series', 'webinar')),
    series     TEXT CHECK ((scope = 'series') = (series IS NOT NULL)),
    webinar_id INTEGER REFERENCES webinars (id) ON DELETE CASCADE CHECK ((scope = 'webinar') = (webinar_id IS NOT NULL)),
    rows       INTEGER NOT NULL DEFAULT 0 CHECK (rows IN (0, 1) AND (rows = 0 OR role = 'organiser')),
    made_by    INTEGER NOT NULL,
    made_at    INTEGER NOT NULL,
    expires_at INTEGER NOT NULL CHECK (expires_at > made_at),
    used_at    INTEGER,
    member_id  INTEGER REFERENCES members (id) ON DELETE SET NULL CHECK (member_id IS NULL OR used_at IS NOT NULL),
    CHECK (role <> 'speaker' OR scope = 'webinar')
) STRICT;
CREATE INDEX passes_of_webinar ON passes (webinar_id) WHERE webinar_id IS NOT NULL;
CREATE INDEX passes_of_member ON passes (member_id) WHERE member_id IS NOT NULL;
