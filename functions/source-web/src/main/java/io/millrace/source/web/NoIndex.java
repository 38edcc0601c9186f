package io.millrace.source.web;

import io.millrace.core.problem.Problem.Category;
import io.millrace.core.problem.ProblemException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.Charset;
import java.util.Locale;
import java.util.regex.Pattern;
import okhttp3.MediaType;
import okhttp3.Response;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Element;

/** The wish of a page not to be indexed, as its header {@code X-Robots-Tag} or its {@code <meta name="robots">} says it. */
final class NoIndex {

    /** How much of a page is looked at for the meta element, in bytes: it stands in the head. */
    static final int HEAD_BYTES = 64 << 10;

    private static final Pattern REFUSAL = Pattern.compile("(.*[,\\s])?(noindex|none)([,\\s].*)?");
    private static final Pattern FOR_AGENT = Pattern.compile("\\s*([a-z0-9_-]+)\\s*:(.*)", Pattern.DOTALL);

    private NoIndex() {}

    /** @throws ProblemException UNPROCESSABLE, code {@code document-noindex} */
    static void requireIndexable(String uri, Response response) {
        for (String value : response.headers("X-Robots-Tag")) {
            var forAgent = FOR_AGENT.matcher(value.toLowerCase(Locale.ROOT));
            boolean named = forAgent.matches() && !forAgent.group(1).startsWith("unavailable_after");
            if (named && !forAgent.group(1).equals(Robots.AGENT)) {
                continue;
            }
            refuse(uri, named ? forAgent.group(2) : value);
        }
    }

    /** @param head the first bytes of the page, which is HTML */
    static void requireIndexable(String uri, byte[] head, @org.jspecify.annotations.Nullable MediaType type)
            throws IOException {
        Charset charset = type == null ? null : type.charset(null);
        String name = charset == null ? null : charset.name();
        for (Element meta :
                Jsoup.parse(new ByteArrayInputStream(head), name, "").select("meta[name]")) {
            String about = meta.attr("name").strip().toLowerCase(Locale.ROOT);
            if (about.equals("robots") || about.equals(Robots.AGENT)) {
                refuse(uri, meta.attr("content"));
            }
        }
    }

    private static void refuse(String uri, String wish) {
        if (REFUSAL.matcher(wish.toLowerCase(Locale.ROOT)).matches()) {
            throw ProblemException.of(
                    Category.UNPROCESSABLE, "document-noindex", uri + " asks not to be indexed (robots: noindex)");
        }
    }
}
