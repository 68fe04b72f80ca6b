-- The store of clausewatch: one SQLite file, open to anyone's SQL.
--
-- It is a set of observations (capture: who saw which document, where, when) and what follows from
-- them (everything else). Numbers in *_id columns are of this file only; what identifies a thing
-- anywhere is its content hash (clause, version) or its identity (document). Times are seconds since
-- 1970 UTC. Blobs marked "zstd" are zstd frames, those marked "wire" are described in
-- docs/store.md.

-- Where captures come from, and how far each source has been listed.
CREATE TABLE source (
    source_id INTEGER PRIMARY KEY,
    key       TEXT NOT NULL UNIQUE, -- kind, path and pattern as the corpus file names them
    cursor    TEXT NOT NULL         -- where the last complete listing ended
);

-- One night: a run that found something new. A run that was killed leaves its night open, and the
-- next run goes on with it.
CREATE TABLE night (
    night    INTEGER PRIMARY KEY, -- 1, 2, 3 ...
    limit_at INTEGER,             -- captures from this time on were left out; NULL = none
    done     INTEGER NOT NULL,    -- 0 open, 1 its report is written
    findings INTEGER NOT NULL DEFAULT 0 -- how many were new
);

CREATE TABLE document (
    document_id INTEGER PRIMARY KEY,
    service     TEXT NOT NULL,
    policy      TEXT NOT NULL, -- in the words of Open Terms Archive: "Privacy Policy"
    lang        TEXT NOT NULL, -- declared, BCP 47; '' = unknown
    region      TEXT NOT NULL,
    touched     INTEGER NOT NULL DEFAULT 0, -- the last night that brought it a capture
    UNIQUE (service, policy, lang, region)
);

-- One observation of one document.
CREATE TABLE capture (
    capture_id  INTEGER PRIMARY KEY,
    document_id INTEGER NOT NULL REFERENCES document,
    source_id   INTEGER NOT NULL REFERENCES source,
    time        INTEGER NOT NULL,
    sequence    INTEGER NOT NULL, -- order within one time
    locator     TEXT NOT NULL,    -- where the source finds the bytes: a path, a git blob
    state       TEXT NOT NULL,    -- of the file behind it: size and modification time
    name        TEXT NOT NULL,    -- path inside the source
    provenance  TEXT NOT NULL,    -- git commit
    snapshots   TEXT NOT NULL,    -- addresses of the recorder's snapshots, one a line
    record      INTEGER NOT NULL, -- 0 change, 1 first record, 2 technical upgrade
    night       INTEGER NOT NULL REFERENCES night,
    status      INTEGER NOT NULL DEFAULT 0, -- 0 waiting, 1 a version, 2 same bytes as the one before,
                                            -- 3 set aside (see trouble)
    version_id  INTEGER REFERENCES version,
    trouble     TEXT, -- why it could not be read
    UNIQUE (document_id, source_id, locator, state, provenance)
);
CREATE INDEX capture_waiting ON capture (document_id, time, sequence) WHERE status = 0;
CREATE INDEX capture_trouble ON capture (document_id) WHERE status = 3;
CREATE INDEX capture_version ON capture (version_id);

-- The text of every distinct clause, once.
CREATE TABLE clause (
    clause_id  INTEGER PRIMARY KEY,
    hash       BLOB NOT NULL UNIQUE, -- BLAKE2b-256 of (declared language, text)
    lang       TEXT NOT NULL,        -- declared
    dictionary INTEGER NOT NULL,     -- of the zstd frame; 0 = none
    text       BLOB NOT NULL         -- zstd
);
CREATE TABLE dictionary (
    dictionary_id INTEGER PRIMARY KEY,
    data          BLOB NOT NULL
);

-- What was computed once for each distinct clause, and by which state of program and packs.
CREATE TABLE analysis (
    clause_id   INTEGER PRIMARY KEY REFERENCES clause,
    lang        TEXT NOT NULL,    -- identified; 'und' cannot tell, 'zxx' no language
    identify_fp INTEGER NOT NULL, -- fingerprint of identification
    pack_fp     INTEGER NOT NULL, -- fingerprint of the pack of lang; 0 = there is none
    data        BLOB NOT NULL     -- wire: script, confidence, counts, terms with their places
);

-- Terms that fired: (criterion or concept, the pack's term).
CREATE TABLE term (
    term_id INTEGER PRIMARY KEY,
    id      TEXT NOT NULL,
    term    TEXT NOT NULL,
    UNIQUE (id, term)
);

-- Distinct sets of link targets inside a clause.
CREATE TABLE link_set (
    link_set_id INTEGER PRIMARY KEY,
    hash        BLOB NOT NULL UNIQUE,
    data        BLOB NOT NULL -- zstd of wire: start, end, target
);

-- A document's text at a time: a list of clauses.
CREATE TABLE version (
    version_id  INTEGER PRIMARY KEY,
    document_id INTEGER NOT NULL REFERENCES document,
    time        INTEGER NOT NULL,
    sequence    INTEGER NOT NULL,
    hash        BLOB NOT NULL,    -- BLAKE2b-256 of the bytes as captured
    text_hash   BLOB NOT NULL,    -- of the hashes of its clauses, in order: the wording alone
    bytes       INTEGER NOT NULL, -- as captured
    night       INTEGER NOT NULL REFERENCES night,
    record      INTEGER NOT NULL,
    set_aside   INTEGER NOT NULL, -- 1: looks like an error page or the like; later versions are compared
                                  -- with the last one that is not set aside
    clauses     INTEGER NOT NULL, -- how many
    lang        TEXT NOT NULL,    -- of most of its words, as identified
    counts      BLOB NOT NULL,    -- wire: the sums over its clauses
    title       TEXT NOT NULL,
    note        TEXT NOT NULL,    -- what a reader should know about how the text was had
    base        INTEGER,          -- version whose layout is the dictionary of this one; NULL = none
    layout      BLOB NOT NULL,    -- zstd of wire: for each clause its id, kind, place, number, links
    UNIQUE (document_id, time, sequence, hash)
);

CREATE INDEX version_night ON version (night);
CREATE INDEX version_text ON version (document_id, text_hash);

-- From which version to which a clause stood in a document: its biography in rows.
CREATE TABLE presence (
    document_id INTEGER NOT NULL,
    clause_id   INTEGER NOT NULL,
    since       INTEGER NOT NULL, -- version_id in which it appeared
    until       INTEGER,          -- version_id from which it was gone; NULL = still there
    PRIMARY KEY (document_id, clause_id, since)
) WITHOUT ROWID;

-- What changed between two versions of a document.
CREATE TABLE comparison (
    new_version INTEGER PRIMARY KEY REFERENCES version,
    old_version INTEGER NOT NULL REFERENCES version,
    document_id INTEGER NOT NULL REFERENCES document,
    class       TEXT NOT NULL, -- identical, cosmetic, substantive, moved, rewrite, ...
    severity    INTEGER NOT NULL, -- 0 info, 1 low, 2 medium, 3 high
    added       INTEGER NOT NULL,
    removed     INTEGER NOT NULL,
    modified    INTEGER NOT NULL,
    moved       INTEGER NOT NULL,
    split       INTEGER NOT NULL,
    merged      INTEGER NOT NULL,
    cosmetic    INTEGER NOT NULL, -- edits that change no wording
    signals     INTEGER NOT NULL, -- of edits that change wording
    kinds       INTEGER NOT NULL, -- bits: which kinds of cosmetic edits
    coarse      INTEGER NOT NULL, -- a limit was reached, the answer is coarser
    junk_reason TEXT NOT NULL,    -- why the newer one is no policy; '' = it is one
    seen        INTEGER NOT NULL, -- how many earlier versions had the newer one's wording, if it differs
    back_to     INTEGER,          -- time of the last of them
    data        BLOB NOT NULL     -- zstd of wire: the edits
);
CREATE INDEX comparison_document ON comparison (document_id);

-- The findings of each document's newest version, and those that its last change took away.
CREATE TABLE finding (
    document_id INTEGER NOT NULL REFERENCES document,
    number      INTEGER NOT NULL, -- order in the document
    rule        TEXT NOT NULL,    -- "opaque.vague.modal"
    criterion   TEXT NOT NULL,
    severity    INTEGER NOT NULL,
    clause      INTEGER NOT NULL, -- index in that version (gone: in the one before the night)
    start       INTEGER NOT NULL, -- bytes into the clause text
    end         INTEGER NOT NULL,
    cue         TEXT NOT NULL,
    status      TEXT NOT NULL,    -- new, open, gone
    since       INTEGER NOT NULL, -- time of the version in which it appeared
    PRIMARY KEY (document_id, number)
) WITHOUT ROWID;

-- Each document's line in lists of documents, as of the last night that touched it.
CREATE TABLE summary (
    document_id INTEGER PRIMARY KEY REFERENCES document,
    versions    INTEGER NOT NULL,
    changes     INTEGER NOT NULL, -- of wording
    first       INTEGER NOT NULL,
    last        INTEGER NOT NULL,
    last_change INTEGER,          -- NULL = none
    words       INTEGER NOT NULL,
    sentences   INTEGER NOT NULL,
    ratio       REAL,             -- difficulty against the reference text; NULL = unknown
    formula     TEXT NOT NULL,    -- id of the formula shown; '' = none
    value       REAL,
    findings    INTEGER NOT NULL,
    high        INTEGER NOT NULL,
    status      TEXT NOT NULL     -- ok, set-aside, unreadable
);

-- Each document's lines of the data files, so that a night writes anew only what it touched.
CREATE TABLE fragment (
    document_id INTEGER NOT NULL REFERENCES document,
    file        INTEGER NOT NULL, -- 1 documents, 2 versions, 3 changes, 4 findings, 5 readability, ...
    jsonl       BLOB NOT NULL,    -- zstd
    csv         BLOB NOT NULL,    -- zstd
    PRIMARY KEY (document_id, file)
) WITHOUT ROWID;

-- What went wrong while listing sources, night by night.
CREATE TABLE trouble (
    night     INTEGER NOT NULL,
    place     TEXT NOT NULL, -- file, archive member, commit
    message   TEXT NOT NULL,
    PRIMARY KEY (night, place, message)
) WITHOUT ROWID;

-- Facts about the store itself.
CREATE TABLE meta (
    key   TEXT PRIMARY KEY,
    value TEXT NOT NULL
) WITHOUT ROWID;
