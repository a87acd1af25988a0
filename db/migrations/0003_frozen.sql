-- Figures that outlive their answers. From the moment there is a row, only what stands here is told of the webinar.
-- `place` 0 is the webinar's own survey, the others were brought by follow-ups.
CREATE TABLE frozen (
    webinar_id INTEGER NOT NULL REFERENCES webinars (id) ON DELETE CASCADE,
    place      INTEGER NOT NULL CHECK (place >= 0),
    survey_key TEXT NOT NULL,
    report     TEXT NOT NULL CHECK (json_valid(report)),
    frozen_at  INTEGER NOT NULL,
    PRIMARY KEY (webinar_id, place),
    UNIQUE (webinar_id, survey_key)
) STRICT, WITHOUT ROWID;

-- Without it, deleting a response looks at every update there is.
CREATE INDEX inbox_of_response ON inbox (response_id) WHERE response_id IS NOT NULL;
CREATE INDEX inbox_dead ON inbox (received_at) WHERE state = 'dead';

-- A notice may hold what was said to one person; it goes with the last consent that was given to it.
CREATE INDEX consents_of_notice ON consents (notice);
CREATE TRIGGER notices_go_with_consents AFTER DELETE ON consents
BEGIN
    DELETE FROM notices WHERE digest = OLD.notice AND NOT EXISTS (SELECT 1 FROM consents WHERE notice = OLD.notice);
END;
