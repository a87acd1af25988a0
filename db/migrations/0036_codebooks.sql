-- Codebooks: themes fold into groups (`parent`, one level) and into each other (`merged_into`, which is undone by emptying it:
-- what was coded stays as it was coded). An answer that was looked at is `coded`, whether or not any theme fits; so can a
-- second person, whose themes are compared with the first and never counted. `revised`: one of them changed theirs after.
ALTER TABLE themes ADD COLUMN parent INTEGER REFERENCES themes (id) ON DELETE SET NULL;
ALTER TABLE themes ADD COLUMN merged_into INTEGER REFERENCES themes (id) ON DELETE SET NULL;
CREATE INDEX themes_of_group ON themes (parent) WHERE parent IS NOT NULL;
CREATE INDEX themes_merged ON themes (merged_into) WHERE merged_into IS NOT NULL;
CREATE TRIGGER themes_fold_once BEFORE UPDATE OF parent ON themes WHEN NEW.parent IS NOT NULL
BEGIN
    SELECT RAISE (ABORT, 'a group holds themes of its own question, and no groups')
    WHERE NEW.parent = NEW.id OR EXISTS (SELECT 1 FROM themes WHERE parent = NEW.id) OR NOT EXISTS (
        SELECT 1 FROM themes
        WHERE id = NEW.parent AND parent IS NULL AND survey_key = NEW.survey_key AND question = NEW.question
    );
END;

-- `by` is the Telegram id of whoever coded it; NULL: by a file, 0: by somebody who is forgotten.
CREATE TABLE coded (
    response_id INTEGER NOT NULL,
    question    TEXT NOT NULL,
    coder       INTEGER NOT NULL CHECK (coder IN (1, 2)),
    by          INTEGER,
    revised     INTEGER NOT NULL DEFAULT 0 CHECK (revised IN (0, 1)),
    PRIMARY KEY (response_id, question, coder),
    FOREIGN KEY (response_id, question) REFERENCES answers (response_id, question) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;
CREATE INDEX coded_by_somebody ON coded (by) WHERE by IS NOT NULL;
INSERT INTO coded (response_id, question, coder) SELECT DISTINCT response_id, question, 1 FROM codings;

DROP TRIGGER codings_are_of_one_text;
ALTER TABLE codings RENAME TO codings_before;
CREATE TABLE codings (
    response_id INTEGER NOT NULL,
    question    TEXT NOT NULL,
    coder       INTEGER NOT NULL DEFAULT 1,
    theme_id    INTEGER NOT NULL REFERENCES themes (id) ON DELETE CASCADE,
    PRIMARY KEY (response_id, question, coder, theme_id),
    FOREIGN KEY (response_id, question, coder) REFERENCES coded (response_id, question, coder) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;
INSERT INTO codings (response_id, question, theme_id) SELECT response_id, question, theme_id FROM codings_before;
DROP TABLE codings_before;
CREATE INDEX codings_of_theme ON codings (theme_id);
CREATE TRIGGER codings_are_of_one_text AFTER UPDATE OF text ON answers WHEN NEW.text IS NOT OLD.text
BEGIN
    DELETE FROM coded WHERE response_id = OLD.response_id AND question = OLD.question;
END;

-- What was done to a codebook, and where. `was` is what it takes to undo it, NULL once it is undone. Labels are organisers' words.
CREATE TABLE theme_changes (
    id         INTEGER PRIMARY KEY AUTOINCREMENT,
    webinar_id INTEGER NOT NULL REFERENCES webinars (id) ON DELETE CASCADE,
    survey_key TEXT NOT NULL,
    question   TEXT NOT NULL,
    by         INTEGER,
    deed       TEXT NOT NULL CHECK (deed IN ('added', 'renamed', 'merged', 'split', 'grouped', 'ungrouped', 'removed')),
    label      TEXT NOT NULL,
    other      TEXT,
    was        TEXT CHECK (was IS NULL OR json_valid(was)),
    undone_at  INTEGER,
    at         INTEGER NOT NULL
) STRICT;
CREATE INDEX theme_changes_of_question ON theme_changes (survey_key, question, id);
CREATE INDEX theme_changes_of_webinar ON theme_changes (webinar_id);
CREATE INDEX theme_changes_of_somebody ON theme_changes (by) WHERE by IS NOT NULL;
