package io.millrace.images;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * A jar without what its image has no use for: signatures and other platforms' libraries. The JVM keeps no class of a signed jar in an AOT cache, and loads and verifies
 * those that it needs before a program's first line: with the jars of Azure that takes 150 ms of each start. In an image the layer's digest protects them.
 */
final class LeanJar {

    /** JAR file specification, "Signed JAR File". */
    private static final Pattern SIGNATURE =
            Pattern.compile("META-INF/(SIG-.*|[^/]*\\.(SF|RSA|DSA|EC))", Pattern.CASE_INSENSITIVE);

    private LeanJar() {}

    /**
     * Of all jars in a folder.
     *
     * @param natives of the platform that the image is for
     */
    static void stripAll(Path folder, NativeLibraries natives) {
        for (Path file : Folders.files(folder)) {
            if (file.toString().endsWith(".jar")) {
                strip(file, natives);
            }
        }
    }

    private static void strip(Path file, NativeLibraries natives) {
        try (JarFile jar = new JarFile(file.toFile(), false)) {
            List<? extends ZipEntry> all = jar.stream().toList();
            boolean signed = all.stream().anyMatch(entry -> isSignature(entry.getName()));
            List<? extends ZipEntry> kept = all.stream()
                    .filter(entry -> !isSignature(entry.getName()) && !natives.areElsewheres(entry.getName()))
                    .toList();
            if (kept.size() == all.size()) {
                return;
            }
            Path part = file.resolveSibling(file.getFileName() + ".part");
            try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(part))) {
                for (ZipEntry entry : kept) {
                    ZipEntry copy = new ZipEntry(entry.getName());
                    copy.setTime(entry.getTime());
                    out.putNextEntry(copy);
                    if (signed && entry.getName().equals(JarFile.MANIFEST_NAME)) {
                        Manifest manifest = new Manifest(jar.getManifest());
                        manifest.getEntries().clear();
                        manifest.write(out);
                    } else {
                        jar.getInputStream(entry).transferTo(out);
                    }
                    out.closeEntry();
                }
            }
            Files.move(part, file, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean isSignature(String name) {
        return SIGNATURE.matcher(name).matches();
    }
}
