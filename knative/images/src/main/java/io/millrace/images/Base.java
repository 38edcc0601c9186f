package io.millrace.images;

import com.google.cloud.tools.jib.api.InvalidImageReferenceException;
import com.google.cloud.tools.jib.api.Jib;
import com.google.cloud.tools.jib.api.JibContainerBuilder;
import com.google.cloud.tools.jib.api.TarImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What images stand on, and the folder in which they are put together and trained.
 *
 * @param archive with a Java runtime in it; null for a public image, which brings only the system's libraries
 * @param image the public image, by its digest; null for an archive
 * @param root stands for an image's {@code /}, with the Java runtime in its place
 * @param packages of the system, as {@link BaseImage#PACKAGES} has them; empty where they are not known
 */
record Base(@Nullable Path archive, @Nullable String image, Path root, String packages) {

    private static final String DIGEST = "@sha256:";

    /**
     * Opens one.
     *
     * @param named a file or an image with its digest; nothing to assemble one here, once
     */
    static Base open(Optional<String> named, Path work, Report report) {
        if (named.isPresent() && named.get().contains(DIGEST)) {
            return ofImage(named.get(), work, report);
        }
        Path archive = named.map(Path::of).orElse(work.resolve("base.tar"));
        if (named.isEmpty() && !Files.isRegularFile(archive)) {
            new BaseImage(work, report).write(archive);
        }
        if (!Files.isRegularFile(archive)) {
            throw new ImageFailure(
                    "--base names an archive that 'millrace images base' has written, or an image by its digest"
                            + " (name@sha256:…), but there is no file '" + archive + "'");
        }
        return ofArchive(archive, work);
    }

    private static Base ofArchive(Path archive, Path work) {
        Path root = work.resolve("roots")
                .resolve(HexFormat.of().formatHex(Folders.sha256(archive)).substring(0, 16));
        ImageArchive image = new ImageArchive(archive);
        prepare(root, image::unpack);
        if (!Files.isExecutable(JavaRuntime.java(root))) {
            throw new ImageFailure(archive + " has no Java runtime in /" + JavaRuntime.HOME
                    + ": 'millrace images base' makes one that has");
        }
        String packages = image.configuration()
                .path("config")
                .path("Labels")
                .path(BaseImage.PACKAGES)
                .asText();
        return new Base(archive, null, root, packages);
    }

    private static Base ofImage(String image, Path work, Report report) {
        Path root = work.resolve("roots")
                .resolve("java-" + Runtime.version().toString().replace('+', '_'));
        prepare(root, folder -> {
            report.say("linking a Java runtime");
            JavaRuntime.link(folder, JavaRuntime.MODULES);
        });
        return new Base(null, image, root, "");
    }

    /** Whole or not there at all. */
    private static void prepare(Path root, Consumer<Path> filling) {
        if (Files.isDirectory(root)) {
            return;
        }
        Path part = Folders.fresh(root.resolveSibling(root.getFileName() + ".part"));
        filling.accept(part);
        try {
            Files.move(part, root);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What a program's layers go on top of. */
    JibContainerBuilder toBuilder(Path empty) {
        try {
            if (archive != null) {
                return Jib.from(TarImage.at(archive));
            }
            return Jib.from(String.valueOf(image))
                    .addFileEntriesLayer(LayerFiles.temporary(empty))
                    .addFileEntriesLayer(
                            LayerFiles.of("java", root, JavaRuntime.HOME).toLayer());
        } catch (InvalidImageReferenceException e) {
            throw new ImageFailure("--base '" + image + "' is no name of an image", e);
        }
    }
}
