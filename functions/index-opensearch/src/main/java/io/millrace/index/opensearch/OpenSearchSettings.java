package io.millrace.index.opensearch;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where OpenSearch is, and how it keeps the passages.
 *
 * @param urls of its nodes, {@code http(s)://host[:port]}; another is tried where one does not answer
 * @param user null where it asks for none
 * @param password null where there is none; never logged
 * @param certificates authorities (PEM) whose servers are trusted instead of those that Java trusts; null for none
 * @param index holds the passages, made if it isn't there
 * @param shards of an index that is made, 1 to 1,024; it keeps them for ever
 * @param replicas of each shard of an index that is made, 0 to 10
 * @param refresh how often what was written is shown, up to 10 s; zero shows each write at once, which many writes make slow
 * @param patience how long one waits for a connection, 1 s to 1 min
 */
public record OpenSearchSettings(
        List<URI> urls,
        @Nullable String user,
        @Nullable String password,
        @Nullable Path certificates,
        String index,
        int shards,
        int replicas,
        Duration refresh,
        Duration patience) {

    private static final Pattern INDEX = Pattern.compile("[a-z0-9][a-z0-9_-]{0,127}");

    public OpenSearchSettings {
        urls = List.copyOf(urls);
        if (urls.isEmpty() || !urls.stream().allMatch(OpenSearchSettings::isAddress)) {
            // It may hold a password.
            throw new IllegalArgumentException(
                    "millrace.opensearch.url has one address or several, separated by commas, each http://host[:port] or https://host[:port] without user and path; who logs in is said by millrace.opensearch.user and .password");
        }
        if ((user == null) != (password == null)) {
            throw new IllegalArgumentException("of millrace.opensearch.user and .password either both are set or none");
        }
        require(INDEX.matcher(index).matches(), "index", index);
        require(shards >= 1 && shards <= 1024, "shards", shards);
        require(replicas >= 0 && replicas <= 10, "replicas", replicas);
        require(isBetween(refresh, Duration.ZERO, Duration.ofSeconds(10)), "refresh", refresh);
        require(isBetween(patience, Duration.ofSeconds(1), Duration.ofMinutes(1)), "patience", patience);
    }

    /** As the configuration's defaults are. */
    public static OpenSearchSettings of(URI url) {
        return new OpenSearchSettings(
                List.of(url), null, null, null, "millrace", 3, 1, Duration.ofMillis(500), Duration.ofSeconds(5));
    }

    private static boolean isAddress(URI url) {
        return ("http".equals(url.getScheme()) || "https".equals(url.getScheme()))
                && url.getHost() != null
                && url.getRawUserInfo() == null
                && (url.getRawPath() == null || url.getRawPath().isEmpty() || "/".equals(url.getRawPath()))
                && url.getRawQuery() == null
                && url.getRawFragment() == null;
    }

    private static boolean isBetween(Duration value, Duration least, Duration most) {
        return value.compareTo(least) >= 0 && value.compareTo(most) <= 0;
    }

    private static void require(boolean right, String key, Object value) {
        if (!right) {
            throw new IllegalArgumentException("millrace.opensearch." + key + " is out of its range: " + value);
        }
    }

    /** Without user and password. */
    @Override
    public String toString() {
        return "OpenSearchSettings[" + urls + ", " + index + "]";
    }
}
