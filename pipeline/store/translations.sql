-- Second step of the schema: documents and their translations.

-- When each clause of a document's newest good version came to read as it does, and what left the
-- document. It follows from the comparisons alone, and is made again when it is missing.
CREATE TABLE freshness (
    document_id INTEGER PRIMARY KEY REFERENCES document,
    version_id  INTEGER NOT NULL REFERENCES version, -- the comparisons up to this one are in it
    first       INTEGER NOT NULL, -- time of the first version
    changes     INTEGER NOT NULL, -- how many changes of wording
    last_change INTEGER,          -- time of the last one; NULL = none
    data        BLOB NOT NULL     -- zstd of wire
);

-- A translation beside its original, as of the last night that touched one of them.
CREATE TABLE alignment (
    document_id    INTEGER PRIMARY KEY REFERENCES document, -- the translation
    source_id      INTEGER NOT NULL REFERENCES document,    -- the original
    version_id     INTEGER NOT NULL REFERENCES version,
    source_version INTEGER NOT NULL REFERENCES version,
    origin         INTEGER NOT NULL, -- fingerprint of identification and both packs
    coverage       REAL,             -- 0 to 1: share of the original's text; NULL = it has none
    missing        INTEGER NOT NULL, -- clauses of the original
    untranslated   INTEGER NOT NULL,
    added          INTEGER NOT NULL, -- clauses of the translation
    numbers        INTEGER NOT NULL, -- pairs of clauses whose numbers differ
    notes          INTEGER NOT NULL, -- bits: 1, 2 no pack for original, translation; 4 Zawgyi;
                                     -- 8 coarse; 16 in the original's language
    stale_since    INTEGER,          -- NULL = up to date
    night          INTEGER NOT NULL, -- the night in which its findings were last made
    data           BLOB NOT NULL     -- zstd of wire: links and gaps
);
CREATE INDEX alignment_source ON alignment (source_id);

-- Times during which a translation was out of date, and is no longer.
CREATE TABLE lag (
    document_id INTEGER NOT NULL REFERENCES document,
    since       INTEGER NOT NULL,
    until       INTEGER NOT NULL,
    PRIMARY KEY (document_id, since)
) WITHOUT ROWID;

-- What alignment and freshness say of each translation.
CREATE TABLE translation (
    document_id   INTEGER NOT NULL REFERENCES document,
    number        INTEGER NOT NULL, -- order in the document
    rule          INTEGER NOT NULL, -- 1 clause-missing, 2 untranslated, 3 stale, 4 added, 5 numbers-differ
    severity      INTEGER NOT NULL,
    clause        INTEGER,          -- index in the translation; NULL = none
    source_clause INTEGER,          -- index in the original; NULL = none
    since         INTEGER NOT NULL, -- stale: when the original moved on; else when it came to be so
    lang          TEXT NOT NULL,    -- what the clause in the translation is in, as far as can be told
    partly        INTEGER NOT NULL, -- untranslated: some sentences only
    what          TEXT NOT NULL,    -- stale: what changed, lines of kind, old, new;
                                    -- numbers-differ: both values
    text          TEXT NOT NULL,    -- how the clause begins
    source_text   TEXT NOT NULL,
    status        TEXT NOT NULL,    -- new, open, gone
    night         INTEGER NOT NULL, -- in which it was first found (gone: found no more)
    PRIMARY KEY (document_id, number)
) WITHOUT ROWID;

-- Policies that a service does not have in a language in which it should.
CREATE TABLE absence (
    service TEXT NOT NULL,
    policy  TEXT NOT NULL,
    lang    TEXT NOT NULL,
    reason  TEXT NOT NULL,    -- the country whose people read it; '' = the corpus file names it
    since   INTEGER NOT NULL, -- time of the policy's first version in any language
    night   INTEGER NOT NULL, -- in which it was first found
    PRIMARY KEY (service, policy, lang)
) WITHOUT ROWID;
