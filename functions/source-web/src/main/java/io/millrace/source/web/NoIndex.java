package io.millrace.source.web;

import io.millrace.core.problem.Problem.Category;
import io.millrace.core.problem.ProblemException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.Charset;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import okhttp3.MediaType;
import okhttp3.Response;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Element;

/** The wish of a page not to be indexed, as its header {@code X-Robots-Tag} or its {@code <meta name="robots">} says it. */
final class NoIndex {

    /** How much of a page is looked at for the meta element, in bytes: it stands in the head. */
    static final int HEAD_BYTES = 64 << 10;

    private static final Pattern REFUSAL = Pattern.compile("(^|[,\\s])(noindex|none)([,\\s]|$)");
    private static final Pattern NO_PREVIEW = Pattern.compile("max-image-preview\\s*:\\s*none");
    private static final Pattern FOR_AGENT = Pattern.compile("\\s*([a-z0-9_-]+)\\s*:(.*)", Pattern.DOTALL);

    /** Wishes that have a value, and so look like the name of an agent. */
    private static final Set<String> WITH_VALUE =
            Set.of("unavailable_after", "max-snippet", "max-image-preview", "max-video-preview");

    private NoIndex() {}

    /** @throws ProblemException UNPROCESSABLE, code {@code document-noindex} */
    static void requireIndexable(String uri, Response response) {
        for (String value : response.headers("X-Robots-Tag")) {
            var forAgent = FOR_AGENT.matcher(value.toLowerCase(Locale.ROOT));
            boolean named = forAgent.matches() && !WITH_VALUE.contains(forAgent.group(1));
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
        String said = NO_PREVIEW.matcher(wish.toLowerCase(Locale.ROOT)).replaceAll("");
        if (REFUSAL.matcher(said).find()) {
            throw ProblemException.of(
                    Category.UNPROCESSABLE, "document-noindex", uri + " asks not to be indexed (robots: noindex)");
        }
    }
}
