-- Results of webinars whose answers are not here, as somebody typed them in; `body` is the definition.
CREATE TABLE earlier (
    key        TEXT PRIMARY KEY,
    series     TEXT NOT NULL,
    body       TEXT NOT NULL CHECK (json_valid(body)),
    changed_at INTEGER NOT NULL
) STRICT;
CREATE INDEX earlier_of_series ON earlier (series);
