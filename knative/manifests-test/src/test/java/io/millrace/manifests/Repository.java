package io.millrace.manifests;

import java.nio.file.Files;
import java.nio.file.Path;

/** Where the checkout lies: the system property {@code millrace.repository}, which the root pom sets. */
final class Repository {

    private Repository() {}

    static Path root() {
        String property = System.getProperty("millrace.repository");
        if (property == null || !Files.isRegularFile(Path.of(property, "pom.xml"))) {
            throw new IllegalStateException("system property millrace.repository is '" + property
                    + "': set it to the folder that holds the root pom.xml");
        }
        return Path.of(property);
    }

    static Path knative() {
        return root().resolve("knative");
    }

    /** Real CustomResourceDefinitions beside the checkout; not part of it, so it may be missing. */
    static Path definitions() {
        return root().resolveSibling("shared").resolve("crds");
    }
}
