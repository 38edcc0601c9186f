package io.millrace.source.azure;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Where a listing is to go on: after a name. A server of service version 2026-02-06 or later begins with that name, if it is still there; Azurite does not
 * know of it and begins at the start, in the order of UTF-16.
 */
final class ListingStart {

    private final @Nullable String after;
    private boolean begun;
    private boolean fromTheStart;

    /** @param after null for the start */
    ListingStart(@Nullable String after) {
        this.after = after;
    }

    /** Whether {@code name}, the next of the listing, comes after the name. */
    boolean isPassedBy(String name) {
        if (after == null) {
            return true;
        }
        if (!begun) {
            begun = true;
            fromTheStart = name.compareTo(after) < 0 && Arrays.compareUnsigned(utf8(name), utf8(after)) < 0;
        }
        return fromTheStart ? name.compareTo(after) > 0 : !name.equals(after);
    }

    private static byte[] utf8(String name) {
        return name.getBytes(StandardCharsets.UTF_8);
    }
}
