-- Third step of the schema: what follows from something kept elsewhere is not kept twice.

-- A data file holds the lines of one document after the other, in order of service, policy, language
-- and region. A night copies those of documents that it did not touch from the files of the night
-- before; here stands where they are, and by what to know that they are what was written.
DROP TABLE fragment;
CREATE TABLE extent (
    document_id INTEGER NOT NULL REFERENCES document,
    part        INTEGER NOT NULL, -- 1 documents, 2 versions, 3 changes, 4 findings, 5 readability,
                                  -- 6 findings on it as a translation, behind those of 4
    settled     INTEGER NOT NULL, -- 0: findings may be called new or gone, which is of that night
    jsonl       INTEGER NOT NULL, -- length of its lines in bytes
    jsonl_hash  INTEGER NOT NULL, -- XXH3 of them
    csv         INTEGER NOT NULL,
    csv_hash    INTEGER NOT NULL,
    PRIMARY KEY (document_id, part)
) WITHOUT ROWID;

-- From here on version.layout after a base is no zstd frame but a list of runs (docs/store.md). Frames
-- written before can still be read.

-- So that the capture of a version is found without sorting.
DROP INDEX capture_version;
CREATE INDEX capture_version ON capture (version_id, time, sequence, name);
