package io.millrace.cli.cluster;

import io.millrace.cli.session.CliFailure;
import io.millrace.cli.session.Session;
import io.millrace.deployer.DeclaredObject;
import io.millrace.deployer.Kustomize;
import io.millrace.deployer.Manifests;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What is to be deployed: an overlay, or YAML that was rendered elsewhere. */
final class OverlayOptions {

    private static final String OVERLAYS = "MILLRACE_OVERLAYS";

    @Option(
            names = "--overlay",
            paramLabel = "NAME|DIR",
            description = "a folder of knative/overlays by its name, or any folder with a kustomization.yaml")
    private @Nullable String overlay;

    @Option(
            names = "--manifests",
            paramLabel = "FILE",
            description = "rendered YAML instead; - reads standard input. Needs neither kubectl nor kustomize")
    private @Nullable String manifests;

    boolean given() {
        return overlay != null || manifests != null;
    }

    List<DeclaredObject> objects(Session session) {
        if (overlay != null && manifests != null) {
            throw new CliFailure(CliFailure.USAGE, "give --overlay or --manifests, not both");
        }
        if (manifests != null) {
            return Manifests.parse(text(manifests), manifests.equals("-") ? "standard input" : manifests);
        }
        if (overlay == null) {
            throw new CliFailure(
                    CliFailure.USAGE, "say what to deploy with --overlay: one of " + names(session) + ", or a folder");
        }
        Path folder = folder(session, overlay);
        return Kustomize.onPath(session.variable("PATH").orElse("")).render(folder);
    }

    private static String text(String file) {
        try {
            return file.equals("-")
                    ? new String(System.in.readAllBytes(), StandardCharsets.UTF_8)
                    : Files.readString(Path.of(file), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new CliFailure(CliFailure.FAILED, "can't read " + file + ": " + e.getMessage());
        }
    }

    /** A name among ours; where it is none, a folder. */
    private static Path folder(Session session, String overlay) {
        Path asFolder = Path.of(overlay);
        boolean isName = asFolder.getNameCount() == 1 && !asFolder.isAbsolute() && !overlay.startsWith(".");
        if (isName) {
            Path ours = session.fromLauncher(OVERLAYS).resolve(overlay);
            if (Files.isDirectory(ours)) {
                return ours;
            }
        }
        if (!Files.isDirectory(asFolder)) {
            throw new CliFailure(
                    CliFailure.USAGE,
                    "there is no overlay '" + overlay + "': --overlay takes one of " + names(session)
                            + ", or a folder");
        }
        return asFolder;
    }

    private static List<String> names(Session session) {
        try (Stream<Path> folders = Files.list(session.fromLauncher(OVERLAYS))) {
            return folders.filter(folder -> Files.isRegularFile(folder.resolve("kustomization.yaml")))
                    .map(folder -> folder.getFileName().toString())
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
