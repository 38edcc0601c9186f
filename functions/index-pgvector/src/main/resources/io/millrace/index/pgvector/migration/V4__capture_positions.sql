-- Where the reading of each source's log stands. Keys may be longer than an index takes, so a digest of source and key is the key.
CREATE TABLE capture_position (
    key_digest text COLLATE "C" PRIMARY KEY,
    source text COLLATE "C" NOT NULL,
    key text NOT NULL,
    value text NOT NULL
);
CREATE INDEX capture_position_source ON capture_position (source);
