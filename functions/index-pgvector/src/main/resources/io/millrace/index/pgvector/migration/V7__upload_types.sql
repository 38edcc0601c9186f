-- What the sender of a document says that its bytes are: the document's own, since others may send the same bytes.
CREATE TABLE upload_type (
    sha256 text COLLATE "C" NOT NULL REFERENCES upload ON DELETE CASCADE,
    tenant text COLLATE "C" NOT NULL,
    document text COLLATE "C" NOT NULL,
    content_type text NOT NULL,
    PRIMARY KEY (sha256, tenant, document)
);
-- What was said of bytes that several tenants have is nobody's: any of them may have said it.
INSERT INTO upload_type (sha256, tenant, document, content_type)
SELECT u.sha256, d.tenant, d.id, u.content_type
FROM upload u JOIN document d ON d.etag = u.sha256
WHERE u.content_type IS NOT NULL
    AND NOT EXISTS (SELECT 1 FROM document other WHERE other.etag = u.sha256 AND other.tenant <> d.tenant);
-- The column upload.content_type is read no more. It stays for processes of the version before, while they are replaced.
