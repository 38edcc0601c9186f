package io.millrace.images;

import com.google.cloud.tools.jib.api.CacheDirectoryCreationException;
import com.google.cloud.tools.jib.api.Containerizer;
import com.google.cloud.tools.jib.api.ImageReference;
import com.google.cloud.tools.jib.api.InvalidImageReferenceException;
import com.google.cloud.tools.jib.api.JibContainer;
import com.google.cloud.tools.jib.api.JibContainerBuilder;
import com.google.cloud.tools.jib.api.RegistryException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ExecutionException;

/**
 * Jib, with its caches in the build's own folder. That of the application's layers starts empty each time: Jib takes a layer for the same when the files' paths and
 * times are, and here all have one time, and programs that are put together in one place have the same paths.
 */
final class ImageWriter {

    private ImageWriter() {}

    static JibContainer write(JibContainerBuilder image, Containerizer to, Path work) {
        to.setToolName("millrace")
                .setBaseImageLayersCache(work.resolve("jib-base"))
                .setApplicationLayersCache(Folders.fresh(work.resolve("jib-application")));
        try {
            return image.containerize(to);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ImageFailure("interrupted while an image was written");
        } catch (ExecutionException e) {
            throw new ImageFailure("the image can't be written", e.getCause() == null ? e : e.getCause());
        } catch (RegistryException | IOException | CacheDirectoryCreationException e) {
            throw new ImageFailure("the image can't be written", e);
        }
    }

    static ImageReference reference(String name) {
        try {
            return ImageReference.parse(name);
        } catch (InvalidImageReferenceException e) {
            throw new ImageFailure("'" + name + "' is no name of an image, such as dev.local/millrace/intake:1", e);
        }
    }

    static Map<String, Object> size(LayerFiles layer) {
        return Map.of("name", layer.name(), "megabytes", megabytes(layer.bytes()));
    }

    /** To a tenth. */
    static double megabytes(long bytes) {
        return Math.round(bytes / 100_000.0) / 10.0;
    }
}
