package io.millrace.source.row;

import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * What an address must not say: two drivers read it, one for rows and one for the log, and each understands only its own. What it says of encryption would count for the one
 * alone.
 */
final class AddressCheck {

    /** Names of PostgreSQL's, MariaDB's and MySQL's drivers, of all versions. */
    private static final Pattern ENCRYPTION = Pattern.compile(
            "[?&;]([a-z_]*(?:ssl|tls|gssenc|truststore|keystore|trustservercert|verifyservercert)[a-z_]*)(?==|&|;|$)",
            Pattern.CASE_INSENSITIVE);

    private static final Pattern SCHEMA =
            Pattern.compile("[?&;](currentSchema|searchpath|options)=", Pattern.CASE_INSENSITIVE);
    private static final Pattern HOSTS = Pattern.compile("//[^/?]*[,(]");

    private AddressCheck() {}

    /** What is wrong and the remedy; neither repeats a value. */
    record Flaw(String what, String remedy) {}

    /** Looks at an address of a database whose log may be read. */
    static Optional<Flaw> flaw(Engine engine, String url) {
        return switch (engine) {
            case POSTGRESQL, MYSQL, MARIADB -> flaw(url);
            case MONGODB, CASSANDRA -> Optional.empty();
        };
    }

    private static Optional<Flaw> flaw(String url) {
        if (HOSTS.matcher(url).find()) {
            return Optional.of(new Flaw(
                    "`url` names several hosts",
                    "name the one whose log is read, or an address that leads to it: jdbc:…//host:port/database"));
        }
        Optional<String> encryption = first(ENCRYPTION, url);
        if (encryption.isPresent()) {
            return Optional.of(new Flaw(
                    "`url` says with " + encryption.get()
                            + " how the connection is encrypted, which would not count where the log is read",
                    "write `tls: {mode: verify-full, ca: FILE}` (or mode: disable, require, verify-ca) in its place"));
        }
        return first(SCHEMA, url)
                .map(name -> new Flaw(
                        "`url` sets " + name + ", which would not count where the log is read",
                        "write each table with its schema, `table: schema.name`"));
    }

    private static Optional<String> first(Pattern pattern, String url) {
        return pattern.matcher(url).results().findFirst().map((MatchResult found) -> found.group(1));
    }
}
