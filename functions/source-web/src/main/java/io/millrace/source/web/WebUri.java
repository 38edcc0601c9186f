package io.millrace.source.web;

import io.millrace.core.problem.Problem.Category;
import io.millrace.core.problem.ProblemException;
import java.util.Locale;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import okhttp3.HttpUrl;

/**
 * The one spelling of a page's address: scheme and host in lower case, the host in ASCII and without a final dot, no default port, no
 * fragment, no dot segments, percent-encoding in upper case and only where it is needed (RFC 3986 §6.2.2). The query keeps its order.
 */
public final class WebUri {

    /** The longest address, in characters. */
    public static final int MAX_LENGTH = 2048;

    /** What has two readings is refused: servers, proxies and libraries differ on backslashes, blanks, user names and missing slashes. */
    private static final Pattern PLAIN = Pattern.compile("(?i:https?)://[^/?#@\\\\\\s]+([/?][^#\\\\\\s]*)?(#.*)?");

    /** Hosts that programs read as an IPv4 address in different ways: octal, hexadecimal, fewer than four parts (WHATWG URL, "ends in a number"). */
    private static final Pattern NUMERIC = Pattern.compile("(.*\\.)?([0-9]+|0[xX][0-9a-fA-F]*)");

    private static final Pattern FOUR_PARTS = Pattern.compile("((0|[1-9][0-9]{0,2})(\\.(?!$)|$)){4}");

    private static final Pattern ENCODED = Pattern.compile("%([0-9A-Fa-f]{2})");

    private WebUri() {}

    /** Whether an address claims to be a page's. */
    public static boolean isWeb(String uri) {
        return uri.regionMatches(true, 0, "http:", 0, 5) || uri.regionMatches(true, 0, "https:", 0, 6);
    }

    /**
     * The canonical spelling of {@code uri}.
     *
     * @throws ProblemException INVALID, code {@code document-address-invalid}, when it is no address of a page, or one with a user name
     */
    public static String canonical(String uri) {
        return parse(uri).toString();
    }

    /**
     * Two spellings of one page would be two documents.
     *
     * @throws ProblemException INVALID, code {@code document-address-invalid}, unless {@code uri} is canonical
     */
    static void requireCanonical(String uri) {
        String canonical = canonical(uri);
        if (!uri.equals(canonical)) {
            throw invalid("register the page '" + withoutSecrets(uri) + "' as '" + withoutSecrets(canonical)
                    + "', the one spelling of its address");
        }
    }

    static HttpUrl parse(String uri) {
        if (uri.length() > MAX_LENGTH) {
            throw invalid("the address of a page has at most " + MAX_LENGTH + " characters");
        }
        HttpUrl url = PLAIN.matcher(uri).matches() ? HttpUrl.parse(uri) : null;
        if (url == null) {
            throw invalid(
                    "'" + withoutSecrets(uri)
                            + "' is not an address of a page as in https://example.org/page; it has no user name, no blank and no backslash");
        }
        String host =
                url.host().endsWith(".") ? url.host().substring(0, url.host().length() - 1) : url.host();
        if (NUMERIC.matcher(host).matches() && !FOUR_PARTS.matcher(host).matches()) {
            throw invalid("'" + host + "' is a number; write the host's name, or its address as four numbers");
        }
        HttpUrl.Builder spelled = url.newBuilder().fragment(null).host(host).encodedPath(normal(url.encodedPath()));
        String query = url.encodedQuery();
        return spelled.encodedQuery(query == null ? null : normal(query)).build();
    }

    private static String normal(String encoded) {
        return ENCODED.matcher(encoded).replaceAll(WebUri::normalOctet);
    }

    private static String normalOctet(MatchResult octet) {
        char c = (char) Integer.parseInt(octet.group(1), 16);
        boolean unreserved = c < 0x80 && (Character.isLetterOrDigit(c) || "-._~".indexOf(c) >= 0);
        return unreserved ? String.valueOf(c) : octet.group().toUpperCase(Locale.ROOT);
    }

    /** What stands before an at sign may be a password, and a query a token. */
    private static String withoutSecrets(String uri) {
        String shown = uri.substring(0, Math.min(uri.length(), 200));
        return shown.replaceFirst("[^/]*@", "…@").replaceFirst("\\?.*", "?…");
    }

    private static ProblemException invalid(String detail) {
        return ProblemException.of(Category.INVALID, "document-address-invalid", detail);
    }
}
