package io.millrace.catalog;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A file of a model.
 *
 * @param name its name in the model's folder
 * @param role what the engine needs it for, such as {@code model} or {@code tokenizer}
 * @param bytes its size; null where the catalog learns it at the first download
 * @param sha256 64 hexadecimal digits; null as {@code bytes}
 */
public record ModelFile(
        @JsonProperty(required = true) String name,
        @JsonProperty(required = true) String role,
        @Nullable Long bytes,
        @Nullable String sha256) {

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,127}");
    private static final Pattern SHA_256 = Pattern.compile("[0-9a-f]{64}");

    public ModelFile {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    "a model file's name is letters, digits, dots, hyphens and underscores, but is '" + name + "'");
        }
        if ((bytes == null) != (sha256 == null)) {
            throw new IllegalArgumentException(name + " needs both bytes and sha256, or neither");
        }
        if (bytes != null && bytes <= 0) {
            throw new IllegalArgumentException(name + " needs more than 0 bytes, but has " + bytes);
        }
        if (sha256 != null && !SHA_256.matcher(sha256).matches()) {
            throw new IllegalArgumentException(
                    "the sha256 of " + name + " is 64 lower-case hexadecimal digits, but is '" + sha256 + "'");
        }
    }
}
