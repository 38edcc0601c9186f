package io.millrace.runtime;

import io.millrace.core.answer.PromptTemplates;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Prompt templates as files: two, whose names say which they are and their version. */
final class PromptFolder {

    private static final String SETTING = "millrace.prompts.folder";
    private static final Pattern NAME = Pattern.compile("(system|user)\\.(.+)\\.txt");
    private static final long MAX_BYTES = 16_384;

    private PromptFolder() {}

    /**
     * The folder's templates, or those that come with Millrace where it is empty. Names that begin with a dot are passed over: a mounted ConfigMap has such.
     *
     * @throws IllegalArgumentException where a file is missing, not wanted, too large, no UTF-8, of another version, or breaks a rule of {@link PromptTemplates}
     */
    static PromptTemplates read(Path folder) {
        Map<String, String> versions = new TreeMap<>();
        Map<String, String> texts = new TreeMap<>();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : (Iterable<Path>) files.sorted()::iterator) {
                String name = file.getFileName().toString();
                Matcher parts = NAME.matcher(name);
                if (name.startsWith(".")) {
                    continue;
                }
                if (!parts.matches() || versions.put(parts.group(1), parts.group(2)) != null) {
                    throw wrong(folder, "has " + name + "; it takes one system.VERSION.txt and one user.VERSION.txt");
                }
                texts.put(parts.group(1), text(folder, file));
            }
        } catch (IOException e) {
            throw new IllegalArgumentException(
                    SETTING + ": " + folder + " can't be read; name a folder or leave it out", e);
        }
        if (versions.isEmpty()) {
            return PromptTemplates.SHIPPED;
        }
        if (versions.size() < 2 || differ(versions.values())) {
            throw wrong(
                    folder, "must have system.VERSION.txt and user.VERSION.txt of one version, but has " + versions);
        }
        try {
            return new PromptTemplates(
                    versions.values().iterator().next(),
                    texts.getOrDefault("system", ""),
                    texts.getOrDefault("user", ""));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(SETTING + ": " + folder + ": " + e.getMessage(), e);
        }
    }

    private static boolean differ(Collection<String> versions) {
        return versions.stream().distinct().count() > 1;
    }

    private static String text(Path folder, Path file) throws IOException {
        if (!Files.isRegularFile(file) || Files.size(file) > MAX_BYTES) {
            throw wrong(folder, "has " + file.getFileName() + ", which is no file of at most " + MAX_BYTES + " bytes");
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(Files.readAllBytes(file)))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException(SETTING + ": " + file.getFileName() + " is not UTF-8", e);
        }
    }

    private static IllegalArgumentException wrong(Path folder, String what) {
        return new IllegalArgumentException(SETTING + ": " + folder + " " + what);
    }
}
