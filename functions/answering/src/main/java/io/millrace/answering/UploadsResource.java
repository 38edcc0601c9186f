package io.millrace.answering;

import io.millrace.answering.MultipartForm.FilePart;
import io.millrace.answering.access.CurrentCaller;
import io.millrace.core.access.Caller.Role;
import io.millrace.core.document.AccessList;
import io.millrace.core.problem.Problem;
import io.millrace.core.problem.Problem.Category;
import io.millrace.core.problem.ProblemException;
import io.millrace.runtime.Backlog;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/**
 * Takes documents: one as the body, or many as the files of a form. What was taken is durable, and its indexing announced, when it answers 202. Bytes go to
 * the blob store as they come.
 */
@Path("/v1/documents")
@Produces(MediaType.APPLICATION_JSON)
public class UploadsResource {

    private static final int MAX_URI_LENGTH = 2048;
    /** A uri and a title may come before each file; one more for what is skipped. */
    private static final int PARTS_A_FILE = 4;

    private static final String FORM = "multipart/form-data";

    /** Of documents that sources have, and {@code blob:} of what was uploaded: an upload must not pose as one of those. */
    private static final Set<String> SCHEMES_OF_SOURCES =
            Set.of("file", "http", "https", "s3", "gs", "az", "row", "blob");

    private final Uploading uploading;
    private final Backlog backlog;
    private final UploadConfig config;
    private final CurrentCaller caller;
    private final Semaphore open;

    UploadsResource(Uploading uploading, Backlog backlog, UploadConfig config, CurrentCaller caller) {
        this.uploading = uploading;
        this.backlog = backlog;
        this.config = config;
        this.caller = caller;
        this.open = new Semaphore(config.maxOpen());
    }

    /**
     * @param uri names the document; the same uri again is a new version of it. Of a form each file has its own
     * @param idempotencyKey the same upload again under the same key is no second change, so all of it can be sent again after a break
     */
    @POST
    @Consumes(MediaType.WILDCARD)
    public Response upload(
            InputStream content,
            @QueryParam("uri") @Nullable String uri,
            @QueryParam("title") @Nullable String title,
            @QueryParam("access") @Nullable String access,
            @HeaderParam("Content-Type") @Nullable String contentType,
            @HeaderParam("Idempotency-Key") @Nullable String idempotencyKey)
            throws IOException {
        caller.require(Role.WRITER);
        AccessList readers = access == null
                ? AccessList.EVERYONE
                : new AccessList(
                        Arrays.stream(access.split(",", -1)).map(String::strip).toList());
        String key = Objects.requireNonNullElseGet(
                idempotencyKey, () -> UUID.randomUUID().toString());
        backlog.requireRoom();
        if (!open.tryAcquire()) {
            throw ProblemException.of(
                    Category.BUSY, "uploads-open", config.maxOpen() + " uploads are under way; send it again later");
        }
        try {
            if (contentType != null && contentType.regionMatches(true, 0, FORM, 0, FORM.length())) {
                return form(new MultipartForm(contentType, content, PARTS_A_FILE * config.maxFiles()), readers, key);
            }
            String name = ApiProblems.required("the query parameter uri", uri);
            Receipt receipt = take(new FilePart(name, title, contentType, content), readers, key);
            return Response.accepted(receipt)
                    .location(URI.create("/v1/documents/" + receipt.id()))
                    .build();
        } finally {
            open.release();
        }
    }

    private Response form(MultipartForm form, AccessList readers, String key) throws IOException {
        List<Receipt> receipts = new ArrayList<>();
        Set<String> uris = new HashSet<>();
        for (FilePart file = form.next(); file != null; file = form.next()) {
            if (receipts.size() == config.maxFiles()) {
                return tooLarge(receipts);
            }
            receipts.add(uris.add(file.uri()) ? receipt(file, readers, key) : twice(file));
        }
        if (receipts.isEmpty()) {
            throw ProblemException.of(Category.INVALID, "form-empty", "the form has no file: a part with a filename");
        }
        return Response.accepted(Map.of("documents", receipts)).build();
    }

    private Response tooLarge(List<Receipt> receipts) {
        Problem problem = new Problem(
                Category.TOO_LARGE,
                "form-too-large",
                "a form has at most " + config.maxFiles()
                        + " files; `documents` says what became of those, send the others in another");
        return ApiProblems.response(problem, Map.of("documents", receipts));
    }

    /** What is wrong with one file does not keep out the others; what another try can mend is for the whole form. */
    private Receipt receipt(FilePart file, AccessList readers, String key) throws IOException {
        try {
            return take(file, readers, key);
        } catch (ProblemException e) {
            if (e.problem().category().retryable()
                    || MultipartForm.INVALID.equals(e.problem().code())) {
                throw e;
            }
            return Receipt.refused(file.uri(), e.problem());
        } catch (IllegalArgumentException e) {
            return Receipt.refused(
                    file.uri(), new Problem(Category.INVALID, "request-invalid", String.valueOf(e.getMessage())));
        }
    }

    private static Receipt twice(FilePart file) {
        return Receipt.refused(
                file.uri(),
                new Problem(
                        Category.INVALID,
                        "document-twice",
                        "the form has two files of this uri; this one was left out"));
    }

    private Receipt take(FilePart file, AccessList readers, String key) throws IOException {
        requireUri(file.uri());
        backlog.requireRoom();
        return uploading.take(caller.get(), file, readers, key, config.maxBytes());
    }

    private static @Nullable String wrong(@Nullable String scheme) {
        if (scheme == null) {
            return "uri needs a scheme, such as upload:handbook.pdf";
        }
        return SCHEMES_OF_SOURCES.contains(scheme.toLowerCase(Locale.ROOT))
                ? "uri has a scheme of a source's documents, " + scheme
                        + ":, which an upload can't take; use another, such as upload:handbook.pdf"
                : null;
    }

    static void requireUri(String uri) {
        String wrong = null;
        if (uri.length() > MAX_URI_LENGTH) {
            wrong = "uri has at most " + MAX_URI_LENGTH + " characters";
        } else {
            try {
                wrong = wrong(URI.create(uri).getScheme());
            } catch (IllegalArgumentException e) {
                wrong = "uri must be an absolute, percent-encoded URI: " + e.getMessage();
            }
        }
        if (wrong != null) {
            throw ProblemException.of(Category.INVALID, "request-invalid", wrong);
        }
    }
}
