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

    /** Whether it is {@link #NONE}. Not by {@code equals}, of which the JVM makes code at its first call: 10 ms of a function's first event. */
    public boolean isNone() {
        return documents == 0 && bytes == 0 && chunks == 0;
    }

    public TenantUse plus(TenantUse other) {
        return new TenantUse(documents + other.documents, bytes + other.bytes, chunks + other.chunks);
    }

    public TenantUse minus(TenantUse other) {
        return new TenantUse(documents - other.documents, bytes - other.bytes, chunks - other.chunks);
    }
}
