package io.millrace.core.document;

/**
 * How much of a tenant's can be found.
 *
 * @param documents indexed ones
 * @param bytes of their contents, those of unknown size left out
 * @param chunks of them all
 */
public record TenantUse(long documents, long bytes, long chunks) {

    public static final TenantUse NONE = new TenantUse(0, 0, 0);

    /** What a document takes: nothing unless it can be found. */
    public static TenantUse of(DocumentState state) {
        if (state.state() != DocumentState.State.INDEXED) {
            return NONE;
        }
        return new TenantUse(1, state.indexing() == null ? 0 : state.indexing().bytes(), state.chunks());
    }

    public TenantUse plus(TenantUse other) {
        return new TenantUse(documents + other.documents, bytes + other.bytes, chunks + other.chunks);
    }

    public TenantUse minus(TenantUse other) {
        return new TenantUse(documents - other.documents, bytes - other.bytes, chunks - other.chunks);
    }
}
