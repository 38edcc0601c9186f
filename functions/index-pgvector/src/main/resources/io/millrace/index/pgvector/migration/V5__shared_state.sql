-- What functions keep for each other beside the index.

-- An upload comes in parts, each durable by itself, so that a slow sender holds no transaction open; it has a name once all of it is there.
CREATE TABLE upload_content (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    begun_at timestamptz NOT NULL DEFAULT now(),
    named boolean NOT NULL DEFAULT false
);
CREATE INDEX upload_content_unnamed ON upload_content (begun_at) WHERE NOT named;
CREATE TABLE upload_part (
    content bigint NOT NULL REFERENCES upload_content ON DELETE CASCADE,
    number int NOT NULL,
    bytes bytea NOT NULL,
    PRIMARY KEY (content, number)
);
-- Most documents are compressed already.
ALTER TABLE upload_part ALTER COLUMN bytes SET STORAGE EXTERNAL;
CREATE TABLE upload (
    sha256 text COLLATE "C" PRIMARY KEY,
    content bigint NOT NULL UNIQUE REFERENCES upload_content,
    content_type text,
    bytes bigint NOT NULL,
    put_at timestamptz NOT NULL DEFAULT clock_timestamp()
);
CREATE INDEX upload_put ON upload (put_at);

CREATE TABLE answer (
    id text COLLATE "C" PRIMARY KEY,
    content bytea NOT NULL,
    kept_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX answer_kept ON answer (kept_at);

CREATE TABLE feedback (
    tenant text COLLATE "C" NOT NULL,
    answer text COLLATE "C" NOT NULL,
    rating text NOT NULL,
    comment text NOT NULL,
    said_at text NOT NULL,
    said_nanos numeric NOT NULL,
    kept_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (tenant, answer)
);
CREATE INDEX feedback_kept ON feedback (tenant, kept_at DESC);

-- Sources that were registered while Millrace runs. The edition tells whoever has read them whether they are still the same, and its row is the lock of
-- whoever changes them. A uri may be longer than an index takes, so a digest is the key.
CREATE TABLE source_registry (
    kind text COLLATE "C" PRIMARY KEY,
    edition bigint NOT NULL
);
CREATE TABLE source_root (
    key_digest text COLLATE "C" PRIMARY KEY,
    number bigint GENERATED ALWAYS AS IDENTITY,
    kind text COLLATE "C" NOT NULL,
    uri text COLLATE "C" NOT NULL,
    tenant text COLLATE "C" NOT NULL,
    access text[] COLLATE "C" NOT NULL,
    chunker text
);
CREATE INDEX source_root_kind ON source_root (kind, number);
