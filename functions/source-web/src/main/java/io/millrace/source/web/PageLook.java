package io.millrace.source.web;

import io.millrace.core.document.Digest;
import io.millrace.core.document.DocumentSource.Entry;
import io.millrace.core.problem.Problem;
import io.millrace.core.problem.Problem.Category;
import io.millrace.core.problem.ProblemException;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Optional;
import java.util.function.Function;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;

/**
 * What a page looked like a moment ago.
 *
 * @param entry its mark, or the reason why it is refused for good, so that a page that is not to be read any more is announced and judged; empty where nothing can be
 *     told, or it is gone
 * @param gone whether its server says that it is not there
 * @param unknown why nothing can be told; null where something is
 */
record PageLook(
        Optional<Entry> entry, boolean gone, @Nullable Problem unknown) {

    /**
     * Asks for the header first, and for all of the page where that is refused or has no mark: then the hash of its bytes is one. Only the answer to GET is a
     * verdict: not a few servers answer 403, 404 or 405 to HEAD for pages that they have.
     *
     * @param send sends a request of a method
     * @param body opens an answer's body
     */
    static PageLook at(String uri, Function<String, Response> send, Function<Response, InputStream> body) {
        try (Response head = send.apply("HEAD")) {
            Optional<String> mark = PageAnswer.isPage(head) ? PageAnswer.mark(head) : Optional.empty();
            if (mark.isPresent()) {
                NoIndex.requireIndexable(uri, head);
                return new PageLook(Optional.of(entry(uri, mark.get(), head)), false, null);
            }
        } catch (ProblemException e) {
            return judged(uri, e.problem());
        }
        try (Response page = send.apply("GET")) {
            PageAnswer.requirePage(uri, page);
            NoIndex.requireIndexable(uri, page);
            String mark = PageAnswer.mark(page).orElse(null);
            return new PageLook(
                    Optional.of(entry(uri, mark == null ? hash(body.apply(page)) : mark, page)), false, null);
        } catch (ProblemException e) {
            return judged(uri, e.problem());
        } catch (IOException e) {
            return new PageLook(
                    Optional.empty(),
                    false,
                    new Problem(Category.UNAVAILABLE, "page-unreachable", "the answer of " + uri + " broke off"));
        }
    }

    private static Entry entry(String uri, String mark, Response response) {
        return new Entry(uri, mark, Math.max(0, response.body().contentLength()));
    }

    private static PageLook judged(String uri, Problem problem) {
        if (problem.category() == Category.GONE) {
            return new PageLook(Optional.empty(), true, null);
        }
        return problem.category().retryable()
                ? new PageLook(Optional.empty(), false, problem)
                : new PageLook(Optional.of(new Entry(uri, problem.code(), 0)), false, null);
    }

    /** As core does it where a source has no mark. */
    private static String hash(InputStream content) throws IOException {
        MessageDigest digest = Digest.sha256();
        byte[] buffer = new byte[1 << 13];
        int read;
        while ((read = content.read(buffer)) >= 0) {
            digest.update(buffer, 0, read);
        }
        return HexFormat.of().formatHex(digest.digest());
    }
}
