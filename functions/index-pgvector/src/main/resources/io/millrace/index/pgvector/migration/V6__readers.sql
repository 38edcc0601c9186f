-- For whoever pages through the documents that they may see, whatever their state: what is public in the order of its ids, the rest by whom it names.
CREATE INDEX document_public ON document (tenant, id) WHERE state <> 'REMOVED' AND access @> ARRAY['public'];
DROP INDEX document_access;
CREATE INDEX document_access ON document USING gin (access);
