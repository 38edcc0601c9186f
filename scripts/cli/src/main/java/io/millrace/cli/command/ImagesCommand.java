package io.millrace.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.cli.bench.ImagesProcess;
import io.millrace.cli.session.CliFailure;
import io.millrace.cli.session.Session;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Container images without a container daemon. Needs no running Millrace. */
@Command(
        name = "images",
        mixinStandardHelpOptions = true,
        description =
                "Makes the container images of all that runs on a cluster. No container daemon and no rights are needed.")
public final class ImagesCommand {

    /** As the OCI distribution specification 1.1 has tags. */
    private static final Pattern TAG = Pattern.compile("[a-zA-Z0-9_][a-zA-Z0-9._-]{0,127}");

    private final Session session;

    public ImagesCommand(Session session) {
        this.session = session;
    }

    @Command(
            name = "base",
            mixinStandardHelpOptions = true,
            description = {
                "Assembles the image that all others stand on, from the packages of this machine's distribution (Debian or one that descends from it) and"
                        + " a Java runtime of the JDK in use. Of the same packages and the same JDK it always makes the same image.",
            },
            footer = "JSON: file, digest, java, packages, layers: [{name, megabytes}], archiveMegabytes")
    int base(
            @Option(
                            names = "--output",
                            required = true,
                            paramLabel = "FILE",
                            description = "where the archive is written")
                    Path output) {
        return show(new ImagesProcess(session).base(output));
    }

    @Command(
            name = "build",
            mixinStandardHelpOptions = true,
            description = {
                "Makes the images of the functions, the model server, the model loader, each with an AOT cache that the JVM records while"
                        + " the program does what it is for, and of PostgreSQL with pgvector; named dev.local/millrace/NAME:BUILD, which Knative asks no registry for.",
                "",
                "An archive is taken by 'docker load' and 'ctr images import'. All layers but the AOT cache depend on what is in them alone; an AOT"
                        + " cache is kept in target/images/aot and used again as long as nothing has changed that it was made of."
            },
            footer =
                    "JSON: build, images: [{name, reference, digest, file, archiveMegabytes, pushed, layers: [{name, megabytes}]}], objects: [{kind, name, action, state, reason}]."
                            + " layers are those on top of the base, as unpacked")
    int build(
            @Option(names = "--tar", paramLabel = "DIR", description = "the folder for the archives, NAME.tar each")
                    @Nullable
                    Path folder,
            @Option(
                            names = "--push",
                            paramLabel = "REGISTRY",
                            description =
                                    "push to this registry, as REGISTRY/millrace/NAME:BUILD, with the credentials that 'docker login' has left")
                    @Nullable
                    String registry,
            @Option(
                            names = "--base",
                            paramLabel = "FILE|IMAGE",
                            description =
                                    "an archive that 'images base' has written, or a public image by its digest (NAME@sha256:…) with glibc, zlib and libstdc++;"
                                            + " by default one is assembled, once")
                    @Nullable
                    String base,
            @Option(
                            names = "--build",
                            paramLabel = "TAG",
                            description = "the images' tag (default: this version, which the manifests name)")
                    @Nullable
                    String build,
            @Option(names = "--only", paramLabel = "NAME", split = ",", description = "only these images") @Nullable
                    List<String> only) {
        if (folder == null && registry == null) {
            throw new CliFailure(CliFailure.USAGE, "where to? give --tar DIR, --push REGISTRY or both");
        }
        String tag = build == null ? session.value("MILLRACE_BUILD") : build;
        if (!TAG.matcher(tag).matches()) {
            throw new CliFailure(
                    CliFailure.USAGE, "--build must be a tag (letters, digits, '_', '.', '-'), but is '" + tag + "'");
        }
        return show(new ImagesProcess(session).build(folder, registry, base, tag, only == null ? List.of() : only));
    }

    private int show(JsonNode result) {
        if (session.options().json()) {
            session.output().json(result);
            return 0;
        }
        if (result.has("images")) {
            result.path("images").forEach(this::line);
        } else {
            line(result);
        }
        return 0;
    }

    private void line(JsonNode image) {
        StringBuilder layers = new StringBuilder();
        image.path("layers")
                .forEach(layer -> layers.append(", ")
                        .append(layer.path("name").asText())
                        .append(' ')
                        .append(layer.path("megabytes").asText())
                        .append(" MB"));
        String where = image.has("pushed")
                ? image.path("pushed").asText()
                : image.path("file").asText();
        session.output().line(where + "  " + image.path("digest").asText() + layers);
    }
}
