ALTER TABLE enrolments ADD COLUMN wants TEXT NOT NULL DEFAULT 'all' CHECK (wants IN ('all', 'promised', 'nothing'));
ALTER TABLE enrolments ADD COLUMN left_at INTEGER CHECK ((wants = 'all') = (left_at IS NULL));
