-- What conditions on metadata see of the version that can be found (core's MetadataValue): by column, for ranges, what is written as a number, as a date (milliseconds) and as it stands;
-- and all of it as terms, for equality.
ALTER TABLE document
    ADD COLUMN numbers jsonb,
    ADD COLUMN dates jsonb,
    ADD COLUMN texts jsonb,
    ADD COLUMN facts text[] COLLATE "C";
CREATE INDEX document_facts ON document USING gin (facts) WHERE generation IS NOT NULL;

-- Nothing here has kept the metadata of what was published before. So that a reindex of everything publishes it again (with the vectors that it has), and does not find it
-- current, its version gets a name that no version has.
UPDATE document SET version = 'v2:' || version WHERE generation IS NOT NULL;
