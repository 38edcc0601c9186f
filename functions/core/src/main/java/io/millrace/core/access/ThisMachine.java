package io.millrace.core.access;

import java.net.InetAddress;
import java.net.URI;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What leads to this machine and nowhere else. A browser acts for any page that it shows, and anybody's name can be made to lead here (DNS rebinding): a request's own
 * page ({@code Origin}) and the name that it asked for ({@code Host}) say whether somebody of this machine sends it.
 */
public final class ThisMachine {

    private ThisMachine() {}

    /** @param host a name or a literal address, IPv6 with or without brackets; a browser looks up {@code localhost} and what ends in it nowhere but here (RFC 6761) */
    public static boolean isName(@Nullable String host) {
        String name = host == null ? "" : host.toLowerCase(Locale.ROOT);
        return name.equals("localhost") || name.endsWith(".localhost") || isAddress(host);
    }

    /** Of a literal address: nothing is looked up. */
    public static boolean isAddress(@Nullable String address) {
        try {
            return address != null
                    && InetAddress.ofLiteral(address.replaceAll("^\\[|]$", "")).isLoopbackAddress();
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    /** @param origin of a request; without one no page sends it */
    public static boolean isOrigin(@Nullable String origin) {
        try {
            return origin == null || isName(URI.create(origin).getHost());
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
