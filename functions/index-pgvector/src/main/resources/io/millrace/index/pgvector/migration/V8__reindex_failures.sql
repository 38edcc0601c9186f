-- What a run could not compare: a uri, what is wrong there, the next uri. A process of the version before leaves it out.
ALTER TABLE reindex_run ADD COLUMN failed text[] NOT NULL DEFAULT '{}';
