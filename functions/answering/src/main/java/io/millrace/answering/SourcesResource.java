package io.millrace.answering;

import io.millrace.core.document.AccessList;
import io.millrace.core.problem.Problem.Category;
import io.millrace.core.problem.ProblemException;
import io.millrace.runtime.Loopback;
import io.millrace.source.folder.FolderRoots;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Folders that files may be read from. Only somebody on this machine may add one. */
@Path("/v1/sources")
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
public class SourcesResource {

    private final FolderRoots roots;
    private final Loopback loopback;

    SourcesResource(FolderRoots roots, Loopback loopback) {
        this.roots = roots;
        this.loopback = loopback;
    }

    /** @param access who may see what lies below; by default who could before, and everyone for a new folder */
    public record Folder(@Nullable String root, @Nullable List<String> access) {}

    @POST
    public Map<String, String> register(@Nullable Folder body, @Context RoutingContext call) {
        Folder folder = ApiProblems.body(body);
        if (!loopback.isCaller(call)) {
            throw ProblemException.of(
                    Category.FORBIDDEN,
                    "source-remote",
                    "folders are registered from the machine that they are on; upload instead");
        }
        java.nio.file.Path path = java.nio.file.Path.of(ApiProblems.required("root", folder.root()));
        FolderRoots.Root root =
                folder.access() == null ? roots.register(path) : roots.register(path, new AccessList(folder.access()));
        return Map.of("root", root.path().toString(), "uri", root.uri());
    }
}
