package io.millrace.images;

import com.google.cloud.tools.jib.api.Containerizer;
import com.google.cloud.tools.jib.api.Jib;
import com.google.cloud.tools.jib.api.JibContainer;
import com.google.cloud.tools.jib.api.TarImage;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** An image with the system's libraries and a Java runtime, assembled on this machine. */
final class BaseImage {

    /** Names and versions of the system's packages in a base, which its images' lists of parts take over. */
    static final String PACKAGES = "io.millrace.base.packages";

    private static final String NAME = "dev.local/millrace/base:latest";

    private final Path work;
    private final Report report;

    BaseImage(Path work, Report report) {
        this.work = work;
        this.report = report;
    }

    /** Writes it to {@code archive}. */
    Map<String, Object> write(Path archive) {
        Path root = Folders.fresh(work.resolve("base-root"));
        report.say("downloading " + String.join(", ", SystemPackages.NAMES));
        List<SystemPackages.SystemPackage> packages = SystemPackages.unpack(work, root, SystemPackages.NAMES);
        LayerFiles system = new LayerFiles("system", root, Folders.files(root));
        report.say("linking a Java runtime");
        JavaRuntime.link(root, JavaRuntime.MODULES);
        LayerFiles java = LayerFiles.of("java", root, JavaRuntime.HOME);
        JibContainer made = ImageWriter.write(
                Jib.fromScratch()
                        .addFileEntriesLayer(system.toLayer())
                        .addFileEntriesLayer(LayerFiles.temporary(Folders.fresh(work.resolve("empty"))))
                        .addFileEntriesLayer(java.toLayer())
                        .addEnvironmentVariable("LANG", "C.UTF-8")
                        .addLabel("org.opencontainers.image.title", "Millrace: system libraries and a Java runtime")
                        .addLabel("io.millrace.java.version", JavaRuntime.version(root))
                        .addLabel(PACKAGES, label(packages))
                        .setCreationTime(Instant.EPOCH),
                Containerizer.to(TarImage.at(archive).named(ImageWriter.reference(NAME))),
                work);
        Map<String, Object> result = new LinkedHashMap<>();
        result.put("file", archive.toString());
        result.put("digest", made.getDigest().toString());
        result.put("java", JavaRuntime.version(root));
        result.put(
                "packages",
                packages.stream().map(one -> one.name() + " " + one.version()).toList());
        result.put("layers", List.of(ImageWriter.size(system), ImageWriter.size(java)));
        result.put("archiveMegabytes", ImageWriter.megabytes(Folders.size(archive)));
        return result;
    }

    static String label(List<SystemPackages.SystemPackage> packages) {
        return packages.stream()
                .map(one -> one.name() + "_" + one.version() + "_" + one.architecture())
                .collect(Collectors.joining(" "));
    }
}
