package io.millrace.index.pgvector;

import io.millrace.core.document.Digest;
import io.millrace.core.text.Terms;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Words as the tables have them. */
public final class Words {

    /** An entry of an index of PostgreSQL has at most 2.7 kB. */
    private static final int LONGEST = 200;

    private static final int HEX_OF_64_BITS = 16;

    private Words() {}

    /** What stands for {@code value} where it is compared for equality: itself, or its hash where it is long. */
    public static String key(String value) {
        return value.length() <= LONGEST ? value : Digest.of(value);
    }

    /** A tenant's word. */
    static long of(String tenant, String stem) {
        return Long.parseUnsignedLong(Digest.of(tenant, stem).substring(0, HEX_OF_64_BITS), 16);
    }

    /** How often each stem is in {@code text}, in order of their first occurrence. */
    static Map<String, Integer> frequencies(String text) {
        return count(Terms.stems(text));
    }

    static Map<String, Integer> count(List<String> stems) {
        Map<String, Integer> counts = new LinkedHashMap<>();
        for (String stem : stems) {
            counts.merge(key(stem), 1, Integer::sum);
        }
        return counts;
    }
}
