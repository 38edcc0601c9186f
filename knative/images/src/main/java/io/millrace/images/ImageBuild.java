package io.millrace.images;

import com.google.cloud.tools.jib.api.Containerizer;
import com.google.cloud.tools.jib.api.ImageReference;
import com.google.cloud.tools.jib.api.JibContainer;
import com.google.cloud.tools.jib.api.JibContainerBuilder;
import com.google.cloud.tools.jib.api.RegistryImage;
import com.google.cloud.tools.jib.api.TarImage;
import com.google.cloud.tools.jib.api.buildplan.AbsoluteUnixPath;
import com.google.cloud.tools.jib.api.buildplan.Platform;
import com.google.cloud.tools.jib.api.buildplan.Port;
import com.google.cloud.tools.jib.frontend.CredentialRetrieverFactory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Puts programs into images: on top of a base, with the libraries, the code, and the AOT cache each in a layer of its own. */
final class ImageBuild {

    /** Knative asks no registry for the digests of images with this name. */
    private static final String LOCAL = "dev.local";

    private static final int PORT = 8080;
    private static final String USER = "65532:65532";

    private final Path work;
    private final Base base;
    private final String build;
    private final String revision;
    private final Training training;
    private final Report report;

    /**
     * For one build of Millrace.
     *
     * @param build the images' tag
     * @param revision the commit; empty where it is not known
     * @param store of the functions that are trained
     */
    ImageBuild(Path work, Base base, String build, String revision, TrainingStore store, Report report) {
        this.work = work;
        this.base = base;
        this.build = build;
        this.revision = revision;
        this.training = new Training(work.resolve("aot"), work, store);
        this.report = report;
    }

    /** Puts a program into the base's root, with the list of its parts and its AOT cache, which is for one kind of processor: the one that it was made on. */
    Path stage(Program program) {
        Path root = base.root();
        program.stage(root);
        Path parts = root.resolve(Program.HOME).resolve("sbom.cdx.json");
        new Sbom("millrace/" + program.name(), build)
                .addSystem(base.packages())
                .addJava(JavaRuntime.version(root))
                .addJars(root.resolve(Program.HOME))
                .write(parts);
        // After the list, which has the jars' hashes as they were published.
        LeanJar.stripAll(root.resolve(Program.HOME), NativeLibraries.ofThisProcessor());
        JavaRuntime.reset(root.resolve(Program.HOME));
        if (training.train(program, root)) {
            report.say("trained " + program.name());
        }
        return root;
    }

    /** What one image came to. */
    Map<String, Object> write(Program program, @Nullable Path folder, @Nullable String registry) {
        Path root = stage(program);
        List<LayerFiles> layers = program.layers(root);
        return deliver(program.name(), image(program, layers), layers, folder, registry);
    }

    /** The store's server, which stands on nothing but its own layers. */
    Map<String, Object> writePostgresql(@Nullable Path folder, @Nullable String registry) {
        PostgresqlImage postgresql = new PostgresqlImage(work, build, report);
        List<LayerFiles> layers = postgresql.layers();
        JibContainerBuilder image = postgresql.toBuilder(layers)
                .setUser(USER)
                .setCreationTime(Instant.EPOCH)
                .setPlatforms(
                        Set.of(new Platform(NativeLibraries.ofThisProcessor().processor(), "linux")));
        return deliver(PostgresqlImage.NAME, image, layers, folder, registry);
    }

    private Map<String, Object> deliver(
            String name,
            JibContainerBuilder image,
            List<LayerFiles> layers,
            @Nullable Path folder,
            @Nullable String registry) {
        Map<String, Object> result = new LinkedHashMap<>();
        result.put("name", name);
        String path = "millrace/" + name + ":" + build;
        if (folder != null) {
            String reference = LOCAL + "/" + path;
            Path archive = archive(folder, name);
            JibContainer made = ImageWriter.write(
                    image, Containerizer.to(TarImage.at(archive).named(ImageWriter.reference(reference))), work);
            result.put("reference", reference);
            result.put("digest", made.getDigest().toString());
            result.put("file", archive.toString());
            result.put("archiveMegabytes", ImageWriter.megabytes(Folders.size(archive)));
        }
        if (registry != null) {
            String reference = registry + "/" + path;
            JibContainer made = push(image, ImageWriter.reference(reference));
            result.put("pushed", reference);
            result.put("digest", made.getDigest().toString());
        }
        List<Map<String, Object>> sizes = new ArrayList<>();
        layers.forEach(layer -> sizes.add(ImageWriter.size(layer)));
        result.put("layers", sizes);
        return result;
    }

    private static Path archive(Path folder, String name) {
        try {
            return Files.createDirectories(folder).resolve(name + ".tar");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private JibContainerBuilder image(Program program, List<LayerFiles> layers) {
        JibContainerBuilder image = base.toBuilder(Folders.fresh(work.resolve("empty")))
                .setEntrypoint(program.command(""))
                .setUser(USER)
                .setWorkingDirectory(AbsoluteUnixPath.get("/" + Program.HOME))
                // The only place that can be written to; what has to last is in a store or on a volume.
                .addEnvironmentVariable("MILLRACE_DATA", "/tmp/millrace")
                // ONNX Runtime 1.29 tries to send usage data to its vendor otherwise.
                .addEnvironmentVariable("ORT_DISABLE_TELEMETRY", "1")
                .setCreationTime(Instant.EPOCH)
                .setPlatforms(
                        Set.of(new Platform(NativeLibraries.ofThisProcessor().processor(), "linux")))
                .setLabels(labels(program));
        if (program.kind() != Program.Kind.COMMAND_LINE) {
            image.addExposedPort(Port.tcp(PORT));
        }
        layers.forEach(layer -> image.addFileEntriesLayer(layer.toLayer()));
        return image;
    }

    /** OCI image specification 1.1, "Pre-Defined Annotation Keys". */
    private Map<String, String> labels(Program program) {
        Map<String, String> labels = new LinkedHashMap<>();
        labels.put("org.opencontainers.image.title", program.title());
        labels.put("org.opencontainers.image.version", build);
        if (!revision.isEmpty()) {
            labels.put("org.opencontainers.image.revision", revision);
        }
        labels.put("org.opencontainers.image.licenses", "Apache-2.0");
        labels.put("org.opencontainers.image.vendor", "Millrace");
        labels.put("io.millrace.java.version", JavaRuntime.version(base.root()));
        labels.put("io.millrace.sbom", "/" + Program.HOME + "/sbom.cdx.json");
        return labels;
    }

    private JibContainer push(JibContainerBuilder image, ImageReference reference) {
        RegistryImage target = RegistryImage.named(reference)
                .addCredentialRetriever(CredentialRetrieverFactory.forImage(reference, event -> {})
                        .dockerConfig());
        boolean here = reference.getRegistry().startsWith("localhost")
                || reference.getRegistry().startsWith("127.0.0.1");
        return ImageWriter.write(image, Containerizer.to(target).setAllowInsecureRegistries(here), work);
    }
}
