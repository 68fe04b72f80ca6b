-- Fourth step of the schema: a night keeps what it did, so that later ones need not look for it in all
-- of history. NULL: not counted yet.
ALTER TABLE night ADD COLUMN first INTEGER;      -- time of its first capture; NULL = none
ALTER TABLE night ADD COLUMN last INTEGER;
ALTER TABLE night ADD COLUMN captures INTEGER;
ALTER TABLE night ADD COLUMN documents INTEGER;  -- that were captured
ALTER TABLE night ADD COLUMN unreadable INTEGER; -- captures, and places that could not be listed
ALTER TABLE night ADD COLUMN versions INTEGER;
ALTER TABLE night ADD COLUMN changes INTEGER;    -- of wording
ALTER TABLE night ADD COLUMN cosmetic INTEGER;
ALTER TABLE night ADD COLUMN set_aside INTEGER;
CREATE INDEX capture_night ON capture (night);
