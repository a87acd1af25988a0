-- Who asked to be erased, known again only with the key, so that a restored backup does not bring them back.
CREATE TABLE erasures (
    mark      BLOB NOT NULL CHECK (length(mark) = 32),
    update_id INTEGER NOT NULL,
    erased_at INTEGER NOT NULL,
    PRIMARY KEY (mark, erased_at)
) STRICT, WITHOUT ROWID;

CREATE INDEX inbox_of_chat ON inbox (chat_id) WHERE chat_id IS NOT NULL;
