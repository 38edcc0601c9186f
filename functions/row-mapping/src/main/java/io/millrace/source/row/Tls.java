package io.millrace.source.row;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * How the connection is encrypted.
 *
 * @param mode what is checked of the server
 * @param ca file of the authorities to trust, PEM; null for those that the Java platform trusts
 */
public record Tls(Mode mode, @Nullable String ca) {

    /** What is checked of the server, weakest first. */
    public enum Mode {
        /** Not encrypted. */
        DISABLE,
        /** Encrypted, whoever answers. */
        REQUIRE,
        /** The certificate is of a trusted authority. */
        VERIFY_CA,
        /** And names the host. */
        VERIFY_FULL;

        /** As mappings write it. */
        public String word() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }

        static Optional<Mode> of(String word) {
            return Arrays.stream(values())
                    .filter(mode -> mode.word().equals(word))
                    .findFirst();
        }

        static List<String> words() {
            return Arrays.stream(values()).map(Mode::word).toList();
        }
    }

    /**
     * For drivers that take one; whether a certificate names the host is the driver's to check.
     *
     * @throws io.millrace.core.problem.ProblemException UNAVAILABLE, code {@code row-mapping-wrong}, where the authorities' file can't be read
     */
    public SSLContext context() {
        return TrustedAuthorities.context(this);
    }
}
