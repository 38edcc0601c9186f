package io.millrace.core.cache;

import java.util.Locale;

/** What an asker allows a cache to do (RFC 9111 §5.2.1). */
public enum CacheUse {
    /** Take from it and put into it. */
    NORMAL,
    /** Compute the answer anew, and keep it: {@code no-cache}. */
    REFRESH,
    /** Neither take nor keep: {@code no-store}. */
    NONE;

    /** @param directives of the request's {@code Cache-Control}; empty for none */
    public static CacheUse of(String directives) {
        CacheUse use = NORMAL;
        for (String directive : directives.split(",", -1)) {
            switch (directive.strip().toLowerCase(Locale.ROOT)) {
                case "no-store" -> {
                    return NONE;
                }
                case "no-cache", "max-age=0" -> use = REFRESH;
                default -> {
                    // The others bound a stored answer's age, and none is served that a new one would not equal.
                }
            }
        }
        return use;
    }
}
