-- A speaker may be one of a session; `session` is its key in the webinar's definition, NULL: of the whole webinar.
ALTER TABLE members ADD COLUMN session TEXT CHECK (session IS NULL OR role = 'speaker');
ALTER TABLE passes ADD COLUMN session TEXT CHECK (session IS NULL OR role = 'speaker');
DROP INDEX members_once;
CREATE UNIQUE INDEX members_once
    ON members (telegram_id, scope, coalesce(series, ''), coalesce(webinar_id, 0), coalesce(session, ''))
    WHERE removed_at IS NULL;
