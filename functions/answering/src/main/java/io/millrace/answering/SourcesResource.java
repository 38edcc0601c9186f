package io.millrace.answering;

import io.millrace.answering.access.CurrentCaller;
import io.millrace.core.access.Caller.Role;
import io.millrace.core.chunk.Chunkers;
import io.millrace.core.document.AccessList;
import io.millrace.core.document.ObjectUri;
import io.millrace.core.document.RegisteredBuckets;
import io.millrace.core.document.RegisteredSources;
import io.millrace.core.document.SourceRoot;
import io.millrace.core.problem.Problem.Category;
import io.millrace.core.problem.ProblemException;
import io.millrace.source.folder.FolderRoots;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Folders and buckets that documents may be read from. Only an administrator may look at them, add or forget one. */
@Path("/v1/sources")
@Produces(MediaType.APPLICATION_JSON)
public class SourcesResource {

    private final FolderRoots folders;
    private final RegisteredBuckets buckets;
    private final RegisteredSources registered;
    private final ListableSources listable;
    private final CurrentCaller caller;

    SourcesResource(
            FolderRoots folders,
            RegisteredBuckets buckets,
            RegisteredSources registered,
            ListableSources listable,
            CurrentCaller caller) {
        this.folders = folders;
        this.buckets = buckets;
        this.registered = registered;
        this.listable = listable;
        this.caller = caller;
    }

    /**
     * A source to register.
     *
     * @param root path of a folder or of a single file, or uri of a bucket or of a part of one, such as {@code s3://bucket/prefix/}
     * @param access who may see what lies below; by default who could before; for a new one who may see the folder around it that is registered, or everyone
     * @param chunker of a bucket: name of the chunker; by default the one that fits the content type
     */
    public record Asked(
            @Nullable String root,
            @Nullable List<String> access,
            @Nullable String chunker) {}

    /** A registered source. */
    public record SourceView(
            String uri,
            String tenant,
            List<String> access,
            @Nullable String chunker) {

        static SourceView of(SourceRoot root) {
            return new SourceView(root.uri(), root.tenant(), root.access().principals(), root.chunker());
        }
    }

    @GET
    public Map<String, List<SourceView>> list() {
        caller.require(Role.ADMINISTRATOR);
        return Map.of("sources", registered.roots().stream().map(SourceView::of).toList());
    }

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    public Map<String, String> register(@Nullable Asked body) {
        Asked asked = ApiProblems.body(body);
        caller.require(Role.ADMINISTRATOR);
        String root = ApiProblems.required("root", asked.root());
        AccessList access =
                asked.access() == null ? null : new AccessList(ApiProblems.strings("access", asked.access()));
        if (root.matches("[a-zA-Z][a-zA-Z0-9+.-]*://.*")) {
            String uri = ObjectUri.parse(root).toString();
            if (asked.chunker() != null) {
                Chunkers.requireKnown(asked.chunker());
            }
            // One look now says more than a reindex that fails at night.
            listable.require(uri);
            return Map.of("uri", buckets.register(uri, access, asked.chunker()).uri());
        }
        if (asked.chunker() != null) {
            throw new IllegalArgumentException(
                    "chunker is for buckets; a folder's documents are split by content type");
        }
        java.nio.file.Path path = java.nio.file.Path.of(root);
        FolderRoots.Root folder = access == null ? folders.register(path) : folders.register(path, access);
        return Map.of("root", folder.path().toString(), "uri", folder.uri());
    }

    /** Forgets a bucket: nothing of it is read any more. What was indexed stays until it is deleted. */
    @DELETE
    public void unregister(@QueryParam("uri") @Nullable String uri) {
        caller.require(Role.ADMINISTRATOR);
        String canonical = ObjectUri.parse(ApiProblems.required("the query parameter uri", uri))
                .toString();
        if (!buckets.unregister(canonical)) {
            throw ProblemException.of(
                    Category.NOT_FOUND, "source-unknown", canonical + " was not registered here; see GET /v1/sources");
        }
    }
}
