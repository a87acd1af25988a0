-- How imported answers were collected: on paper, through a page of one's own, or a word that an organiser chose. NULL:
-- nobody said.
ALTER TABLE responses ADD COLUMN collected TEXT CHECK (collected IS NULL OR mode = 'import');
