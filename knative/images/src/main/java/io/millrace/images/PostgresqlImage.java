package io.millrace.images;

import com.google.cloud.tools.jib.api.Jib;
import com.google.cloud.tools.jib.api.JibContainerBuilder;
import com.google.cloud.tools.jib.api.buildplan.AbsoluteUnixPath;
import com.google.cloud.tools.jib.api.buildplan.Port;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * PostgreSQL with pgvector, for clusters that have none: the programs of {@link PostgresqlWheel} on Debian's C library and the few tools that initdb and the
 * backup need. Its settings are the official image's.
 */
final class PostgresqlImage {

    static final String NAME = "postgresql";

    private static final List<String> PACKAGES = List.of(
            "coreutils",
            "dash",
            "findutils",
            "libacl1",
            "libattr1",
            "libc6",
            "libgcc-s1",
            "libgmp10",
            "libpcre2-8-0",
            "libselinux1",
            "tzdata",
            "zlib1g");

    /** Of coreutils and findutils; what else they bring is of no use here. */
    private static final Set<String> TOOLS = Set.of(
            "cat", "chmod", "cp", "date", "dd", "df", "du", "find", "head", "id", "ls", "mkdir", "mv", "rm", "rmdir",
            "sh", "sleep", "sync", "tail", "touch", "wc", "dash");

    private static final String START = "usr/local/bin/postgresql-start";
    private static final String PARTS = "usr/share/millrace/sbom.cdx.json";
    private static final int PORT = 5432;

    private final Path work;
    private final String build;
    private final Report report;

    PostgresqlImage(Path work, String build, Report report) {
        this.work = work;
        this.build = build;
        this.report = report;
    }

    /** The system's part, and PostgreSQL. */
    List<LayerFiles> layers() {
        Path root = Folders.fresh(work.resolve("postgresql-root"));
        report.say("downloading PostgreSQL with pgvector");
        String packages = BaseImage.label(SystemPackages.unpack(work, root, PACKAGES));
        List<Path> system = Folders.files(root).stream()
                .filter(file -> isWanted(root.relativize(file)))
                .toList();
        new PostgresqlWheel(work).unpack(root.resolve(PostgresqlWheel.HOME));
        Path start = root.resolve(START);
        Path parts = root.resolve(PARTS);
        try (InputStream script =
                Objects.requireNonNull(PostgresqlImage.class.getResourceAsStream("postgresql-start.sh"))) {
            Files.createDirectories(start.getParent());
            Files.copy(script, start);
            Files.createDirectories(parts.getParent());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        if (!start.toFile().setExecutable(true)) {
            throw new ImageFailure(start + " can't be made a program");
        }
        new Sbom("millrace/" + NAME, build)
                .addSystem(packages)
                .addProgram("PostgreSQL", PostgresqlWheel.POSTGRESQL)
                .addProgram("pgvector", PostgresqlWheel.PGVECTOR)
                .write(parts);
        return List.of(
                new LayerFiles("system", root, system),
                LayerFiles.of("postgresql", root, PostgresqlWheel.HOME),
                new LayerFiles("application", root, List.of(start, parts)));
    }

    private static boolean isWanted(Path inside) {
        boolean program = inside.startsWith("bin") || inside.startsWith("usr/bin");
        return !program || TOOLS.contains(inside.getFileName().toString());
    }

    JibContainerBuilder toBuilder(List<LayerFiles> layers) {
        JibContainerBuilder image = Jib.fromScratch()
                .addFileEntriesLayer(LayerFiles.temporary(Folders.fresh(work.resolve("empty"))))
                .setEntrypoint("/" + START)
                .setWorkingDirectory(AbsoluteUnixPath.get("/tmp"))
                .setEnvironment(Map.of(
                        "PATH", "/" + PostgresqlWheel.PROGRAMS + "/bin:/usr/local/bin:/usr/bin:/bin",
                        "LANG", "C.UTF-8",
                        "PGDATA", "/var/lib/postgresql/data/pgdata"))
                .addExposedPort(Port.tcp(PORT))
                .addLabel("org.opencontainers.image.title", "Millrace: PostgreSQL with pgvector")
                .addLabel("org.opencontainers.image.version", build)
                .addLabel("org.opencontainers.image.licenses", "PostgreSQL")
                .addLabel("org.opencontainers.image.vendor", "Millrace")
                .addLabel("io.millrace.sbom", "/" + PARTS);
        layers.forEach(layer -> image.addFileEntriesLayer(layer.toLayer()));
        return image;
    }
}
