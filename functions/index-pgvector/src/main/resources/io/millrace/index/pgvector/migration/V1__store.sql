-- One store: passages, their words, ledger, staging, given-out sequences, reindex runs. Runs with the store's schema first on the search path.
-- Whoever may not make the extension needs no right where it is.
DO $$
BEGIN
    IF NOT EXISTS (SELECT 1 FROM pg_extension WHERE extname = 'vector') THEN
        CREATE EXTENSION vector WITH SCHEMA public;
    END IF;
END
$$;

-- Numbers of changes (Ledger.assign), and of versions that were published.
CREATE SEQUENCE change_number;
CREATE SEQUENCE generation_number;

-- What tells of the index as a whole. Its one row is the last lock that a publishing or removing transaction takes, so editions come one after the other.
CREATE TABLE index_state (
    sole boolean PRIMARY KEY DEFAULT true CHECK (sole),
    edition bigint NOT NULL DEFAULT 0,
    passages bigint NOT NULL DEFAULT 0,
    tokens bigint NOT NULL DEFAULT 0,
    dimension int
);
INSERT INTO index_state DEFAULT VALUES;

CREATE TABLE tenant_use (
    tenant text COLLATE "C" PRIMARY KEY,
    documents bigint NOT NULL,
    bytes bigint NOT NULL,
    chunks bigint NOT NULL
);

-- The ledger. Times are ISO 8601 with nanoseconds; what is compared is counted in milliseconds beside them.
CREATE TABLE document (
    tenant text COLLATE "C" NOT NULL,
    id text COLLATE "C" NOT NULL,
    uri text COLLATE "C" NOT NULL,
    title text NOT NULL,
    known text COLLATE "C" NOT NULL,
    settled text COLLATE "C" NOT NULL,
    state text COLLATE "C" NOT NULL,
    version text,
    etag text,
    access text[] COLLATE "C" NOT NULL,
    chunks int NOT NULL,
    code text,
    reason text,
    changed_at text,
    settled_at text,
    settled_millis bigint,
    configuration text,
    bytes bigint,
    chunks_embedded int,
    announced_at text,
    stage_micros bigint[],
    failed_sequence text,
    failed_count int,
    failed_code text,
    failed_reason text,
    failed_at text,
    -- Of the version that can be found; null where there is none. A passage's id is generation * 2^20 + its number.
    generation bigint,
    edition bigint,
    tokens bigint,
    path text COLLATE "C",
    content_type text COLLATE "C",
    languages text[] COLLATE "C",
    tags text[] COLLATE "C",
    changed_millis bigint,
    PRIMARY KEY (tenant, id)
);
CREATE UNIQUE INDEX document_generation ON document (generation) WHERE generation IS NOT NULL;
CREATE INDEX document_edition ON document (edition) WHERE generation IS NOT NULL;
CREATE INDEX document_settled ON document (tenant, state, settled_millis DESC);
CREATE INDEX document_changing ON document (tenant) WHERE known > settled;
CREATE INDEX document_rejected ON document (tenant) WHERE state = 'REJECTED';
CREATE INDEX document_restricted ON document (tenant) WHERE generation IS NOT NULL AND NOT access @> ARRAY['public'];
-- An entry of an index has at most 2.7 kB, a uri up to 8,192 characters.
CREATE INDEX document_uri ON document (tenant, left(uri, 256)) WHERE generation IS NOT NULL;
CREATE INDEX document_path ON document (tenant, left(path, 256)) WHERE generation IS NOT NULL;
CREATE INDEX document_content_type ON document (tenant, content_type) WHERE generation IS NOT NULL;
CREATE INDEX document_changed ON document (tenant, changed_millis) WHERE generation IS NOT NULL;
CREATE INDEX document_access ON document USING gin (access) WHERE generation IS NOT NULL;
CREATE INDEX document_tags ON document USING gin (tags) WHERE generation IS NOT NULL;
CREATE INDEX document_languages ON document USING gin (languages) WHERE generation IS NOT NULL;

-- Passages that can be found, and no others. The vector stays in the row: it is what exact searches read. The HNSW index over its
-- half-precision form is made with the first batch, which tells the dimension.
CREATE TABLE passage (
    id bigint PRIMARY KEY,
    chunk text COLLATE "C" NOT NULL,
    ordinal int NOT NULL,
    body text NOT NULL,
    span_start int NOT NULL,
    span_end int NOT NULL,
    headings text[] NOT NULL,
    page int,
    sentence_starts int[] NOT NULL,
    sentence_ends int[] NOT NULL,
    sentence_vectors bytea[] NOT NULL,
    embedding vector NOT NULL
);
ALTER TABLE passage ALTER COLUMN embedding SET STORAGE MAIN;
ALTER TABLE passage ALTER COLUMN sentence_vectors SET STORAGE EXTERNAL;

-- Which passage holds which word how often, and how many words it has: all that BM25 asks of a passage. A word is the first 64 bits of the
-- SHA-256 of tenant and stem, so that no tenant's questions read what is another's.
CREATE TABLE posting (
    word bigint NOT NULL,
    passage bigint NOT NULL,
    frequency int NOT NULL,
    length int NOT NULL
) WITH (autovacuum_vacuum_insert_scale_factor = 0.05, autovacuum_analyze_scale_factor = 0.05);
-- The first answers a search without the table; the second finds what goes with a version.
CREATE INDEX posting_word ON posting (word, passage) INCLUDE (frequency, length);
CREATE INDEX posting_passage ON posting (passage);

CREATE TABLE word_count (
    word bigint PRIMARY KEY,
    stem text COLLATE "C" NOT NULL,
    passages int NOT NULL
);
CREATE INDEX word_count_stem ON word_count (stem);

CREATE TABLE staged (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    tenant text COLLATE "C" NOT NULL,
    document text COLLATE "C" NOT NULL,
    sequence text COLLATE "C" NOT NULL,
    version text COLLATE "C" NOT NULL,
    batches int NOT NULL,
    batch int NOT NULL,
    chunks_embedded int NOT NULL,
    embed_micros bigint NOT NULL,
    came_millis bigint NOT NULL,
    UNIQUE (tenant, document, sequence, version, batches, batch)
);
CREATE INDEX staged_came ON staged (came_millis);

CREATE TABLE staged_chunk (
    staged bigint NOT NULL REFERENCES staged ON DELETE CASCADE,
    number int NOT NULL,
    chunk text COLLATE "C" NOT NULL,
    ordinal int NOT NULL,
    body text NOT NULL,
    span_start int NOT NULL,
    span_end int NOT NULL,
    headings text[] NOT NULL,
    page int,
    sentence_starts int[] NOT NULL,
    sentence_ends int[] NOT NULL,
    sentence_vectors bytea[] NOT NULL,
    embedding vector NOT NULL,
    PRIMARY KEY (staged, number)
);

CREATE TABLE assigned (
    change text COLLATE "C" PRIMARY KEY,
    sequence text COLLATE "C" NOT NULL,
    came_millis bigint NOT NULL
);
CREATE INDEX assigned_came ON assigned (came_millis);

CREATE TABLE reindex_run (
    scope_key text COLLATE "C" PRIMARY KEY,
    id text NOT NULL,
    tenant text NOT NULL,
    scope text NOT NULL,
    everything boolean NOT NULL,
    stage text NOT NULL,
    after text,
    pages int NOT NULL,
    changed bigint NOT NULL,
    removed bigint NOT NULL,
    unchanged bigint NOT NULL,
    started_at text NOT NULL,
    touched_at text NOT NULL,
    came_millis bigint NOT NULL
);
CREATE INDEX reindex_run_came ON reindex_run (came_millis);

CREATE TABLE dead_letter (
    id text COLLATE "C" PRIMARY KEY,
    tenant text COLLATE "C" NOT NULL,
    function text COLLATE "C" NOT NULL,
    type text COLLATE "C" NOT NULL,
    names text[] NOT NULL,
    attribute_values text[] NOT NULL,
    content_type text,
    data text NOT NULL,
    destination text NOT NULL,
    status int,
    reason text NOT NULL,
    failed_at text NOT NULL,
    failed_nanos numeric NOT NULL
);
CREATE INDEX dead_letter_failed ON dead_letter (failed_nanos DESC, id DESC);
