package io.millrace.broker;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The deliberate differences from the real brokers: the list in the module's README. */
final class Differences {

    private static final Pattern ROW = Pattern.compile("^\\| `([a-z-]+)` \\|", Pattern.MULTILINE);

    private Differences() {}

    /** The names on the list. */
    static Set<String> listed() {
        try {
            String readme = Files.readString(Path.of("README.md"));
            int from = readme.indexOf("## Deliberate differences");
            Matcher row = ROW.matcher(readme.substring(Math.max(0, from)));
            Set<String> names = new TreeSet<>();
            while (row.find()) {
                names.add(row.group(1));
            }
            return names;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Marks the test that shows deliberate differences: without them it fails. */
    @Target(ElementType.METHOD)
    @Retention(RetentionPolicy.RUNTIME)
    @interface ShownHere {
        String[] value();
    }
}
