-- What was told last to those who may not read rows: counts, which advance by enough people at a time. They are nobody's, and
-- stay when somebody is erased: one person taken out of them would be told by the difference.
CREATE TABLE editions (
    webinar_id INTEGER NOT NULL REFERENCES webinars (id) ON DELETE CASCADE,
    survey_key TEXT NOT NULL,
    counts     TEXT NOT NULL CHECK (json_valid(counts)),
    PRIMARY KEY (webinar_id, survey_key)
) STRICT, WITHOUT ROWID;
ALTER TABLE frozen ADD COLUMN told TEXT CHECK (told IS NULL OR json_valid(told));
