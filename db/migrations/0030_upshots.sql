CREATE TABLE upshots (
    id         INTEGER PRIMARY KEY AUTOINCREMENT,
    webinar_id INTEGER NOT NULL REFERENCES webinars (id) ON DELETE CASCADE,
    line       TEXT CHECK (length(line) BETWEEN 1 AND 500),
    made_at    INTEGER NOT NULL,
    sent_at    INTEGER,
    CHECK (sent_at IS NULL OR line IS NOT NULL)
) STRICT;
CREATE INDEX upshots_of_webinar ON upshots (webinar_id);
CREATE TABLE marks (
    upshot_id   INTEGER NOT NULL REFERENCES upshots (id) ON DELETE CASCADE,
    response_id INTEGER NOT NULL,
    question    TEXT NOT NULL,
    PRIMARY KEY (upshot_id, response_id, question),
    FOREIGN KEY (response_id, question) REFERENCES answers (response_id, question) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;
CREATE INDEX marks_of_answer ON marks (response_id, question);
CREATE TRIGGER marks_are_of_one_text AFTER UPDATE OF text ON answers WHEN NEW.text IS NOT OLD.text
BEGIN
    DELETE FROM marks WHERE response_id = OLD.response_id AND question = OLD.question;
END;
