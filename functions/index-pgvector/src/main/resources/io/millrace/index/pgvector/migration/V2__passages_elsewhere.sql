-- Passages may be kept elsewhere, beside this ledger: then this names the one place that they are in, and the tables of passages and postings stay empty.
ALTER TABLE index_state ADD COLUMN elsewhere text;

-- The words of a version that is kept elsewhere, and in how many of its passages each is: what goes from word_count with it.
CREATE TABLE version_word (
    generation bigint PRIMARY KEY,
    words bigint[] NOT NULL,
    passages int[] NOT NULL
);
