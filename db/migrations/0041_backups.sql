-- Backups that were made or tried, and restores that this database has been through.
CREATE TABLE backups (
    id        INTEGER PRIMARY KEY,
    made_at   INTEGER NOT NULL,
    name      TEXT NOT NULL,
    scheduled INTEGER NOT NULL CHECK (scheduled IN (0, 1)),
    encrypted INTEGER NOT NULL CHECK (encrypted IN (0, 1)),
    trouble   TEXT
) STRICT;
CREATE INDEX backups_by_moment ON backups (made_at);
CREATE TABLE restores (
    id          INTEGER PRIMARY KEY,
    taken_at    INTEGER NOT NULL,
    restored_at INTEGER NOT NULL,
    held        INTEGER NOT NULL CHECK (held >= 0),
    known       INTEGER NOT NULL CHECK (known >= 0),
    live        INTEGER NOT NULL CHECK (live IN (0, 1)),
    told_at     INTEGER
) STRICT;
