package io.millrace.images;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Properties;
import java.util.jar.JarFile;
import java.util.zip.ZipEntry;
import org.cyclonedx.Version;
import org.cyclonedx.exception.GeneratorException;
import org.cyclonedx.generators.BomGeneratorFactory;
import org.cyclonedx.model.Bom;
import org.cyclonedx.model.Component;
import org.cyclonedx.model.Hash;
import org.cyclonedx.model.Metadata;

/**
 * The list of an image's parts (CycloneDX 1.6), made from the image itself: a jar for a jar, with its hash. Without a time and a serial number, so that the
 * same image has the same list.
 */
final class Sbom {

    private final String name;
    private final String version;
    private final Bom bom = new Bom();

    Sbom(String name, String version) {
        this.name = name;
        this.version = version;
        Component subject = component(Component.Type.CONTAINER, name, version);
        Metadata metadata = new Metadata();
        metadata.setComponent(subject);
        // Its constructor takes the time of now.
        metadata.setTimestamp(null);
        bom.setMetadata(metadata);
    }

    /** @param packages as {@link BaseImage#PACKAGES} has them */
    Sbom addSystem(String packages) {
        for (String text : packages.split(" ", -1)) {
            String[] parts = text.split("_", 3);
            if (parts.length == 3) {
                Component component = component(Component.Type.LIBRARY, parts[0], parts[1]);
                component.setPurl("pkg:deb/debian/" + parts[0] + "@" + parts[1] + "?arch=" + parts[2]);
                bom.addComponent(component);
            }
        }
        return this;
    }

    Sbom addProgram(String program, String programVersion) {
        bom.addComponent(component(Component.Type.APPLICATION, program, programVersion));
        return this;
    }

    Sbom addJava(String runtimeVersion) {
        bom.addComponent(component(Component.Type.PLATFORM, "OpenJDK", runtimeVersion));
        return this;
    }

    /** All jars in a folder, sorted. */
    Sbom addJars(Path folder) {
        for (Path file : Folders.files(folder)) {
            if (file.toString().endsWith(".jar")) {
                bom.addComponent(jar(file));
            }
        }
        return this;
    }

    void write(Path file) {
        try {
            Files.writeString(
                    file,
                    BomGeneratorFactory.createJson(Version.VERSION_16, bom).toJsonString());
        } catch (GeneratorException e) {
            throw new ImageFailure("the list of the parts of " + name + " " + version + " can't be written", e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Component jar(Path file) {
        Component component = coordinates(file);
        component.addHash(new Hash(Hash.Algorithm.SHA_256, HexFormat.of().formatHex(Folders.sha256(file))));
        return component;
    }

    /** Maven's, where the jar says them as Maven writes them and for itself alone; else the name of the file. */
    private static Component coordinates(Path file) {
        try (JarFile jar = new JarFile(file.toFile())) {
            List<ZipEntry> found = new ArrayList<>();
            jar.stream()
                    .filter(entry -> entry.getName().startsWith("META-INF/maven/")
                            && entry.getName().endsWith("/pom.properties"))
                    .forEach(found::add);
            if (found.size() == 1) {
                Properties pom = new Properties();
                try (InputStream in = jar.getInputStream(found.getFirst())) {
                    pom.load(in);
                }
                String group = pom.getProperty("groupId");
                String artifact = pom.getProperty("artifactId");
                String version = pom.getProperty("version");
                Component component = component(Component.Type.LIBRARY, artifact, version);
                component.setGroup(group);
                component.setPurl("pkg:maven/" + group + "/" + artifact + "@" + version);
                return component;
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        String name = file.getFileName().toString().replaceFirst("\\.jar$", "");
        int dash = name.replaceFirst("-(\\d)", "\0$1").indexOf('\0');
        return dash < 0
                ? component(Component.Type.LIBRARY, name, "")
                : component(Component.Type.LIBRARY, name.substring(0, dash), name.substring(dash + 1));
    }

    private static Component component(Component.Type type, String name, String version) {
        Component component = new Component();
        component.setType(type);
        component.setName(name);
        component.setVersion(version);
        return component;
    }
}
