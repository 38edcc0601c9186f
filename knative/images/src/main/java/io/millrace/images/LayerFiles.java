package io.millrace.images;

import com.google.cloud.tools.jib.api.buildplan.AbsoluteUnixPath;
import com.google.cloud.tools.jib.api.buildplan.FileEntriesLayer;
import com.google.cloud.tools.jib.api.buildplan.FilePermissions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;

/**
 * A layer of an image: files in one order, with one time, owned by root and written by nobody, so that the same content always gives the same digest.
 *
 * @param name as it is shown
 * @param root the folder that stands for the image's {@code /}
 * @param files below it
 */
record LayerFiles(String name, Path root, List<Path> files) {

    /**
     * When every file in an image was changed last. The JVM takes an AOT cache only where the class path has the times that it had when the cache was made,
     * so they belong to the content.
     */
    static final Instant TIME = Instant.EPOCH.plusSeconds(1);

    private static final FilePermissions FILE = FilePermissions.fromOctalString("444");
    private static final FilePermissions PROGRAM = FilePermissions.fromOctalString("555");
    private static final FilePermissions ANYBODY = FilePermissions.fromOctalString("777");
    private static final String OWNER = "0:0";

    LayerFiles {
        files = files.stream().sorted().toList();
    }

    /** All below a folder of {@code root}. */
    static LayerFiles of(String name, Path root, String folder) {
        return new LayerFiles(name, root, Folders.files(root.resolve(folder)));
    }

    long bytes() {
        return files.stream().mapToLong(Folders::size).sum();
    }

    FileEntriesLayer toLayer() {
        FileEntriesLayer.Builder layer = FileEntriesLayer.builder().setName(name);
        for (Path file : files) {
            AbsoluteUnixPath inside =
                    AbsoluteUnixPath.get("/" + root.relativize(file).toString());
            layer.addEntry(file, inside, Files.isExecutable(file) ? PROGRAM : FILE, TIME, OWNER);
        }
        return layer.build();
    }

    /** A folder that everybody may write into. */
    static FileEntriesLayer temporary(Path empty) {
        return FileEntriesLayer.builder()
                .setName("tmp")
                .addEntry(empty, AbsoluteUnixPath.get("/tmp"), ANYBODY, TIME, OWNER)
                .build();
    }
}
