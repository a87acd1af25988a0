-- The key's columns come first: SQLite 3.40 takes a table in another order for damaged as soon as it has a row.
CREATE TABLE erasures_in_order (
    mark      BLOB NOT NULL CHECK (length(mark) = 32),
    erased_at INTEGER NOT NULL,
    update_id INTEGER NOT NULL,
    PRIMARY KEY (mark, erased_at)
) STRICT, WITHOUT ROWID;
INSERT INTO erasures_in_order (mark, erased_at, update_id) SELECT mark, erased_at, update_id FROM erasures;
DROP TABLE erasures;
ALTER TABLE erasures_in_order RENAME TO erasures;
