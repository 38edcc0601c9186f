package io.millrace.core.access;

import io.millrace.core.document.Digest;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A key as it is kept: its secret only as a SHA-256, which nobody can turn back, since the secret has 256 random bits.
 *
 * @param id 12 hexadecimal digits; no secret, it names the key in lists and logs
 * @param hash SHA-256 of the secret, as 64 hexadecimal digits
 * @param caller whom it stands for
 * @param perMinute the most requests a minute; 0 for no limit
 * @param createdAt to the second
 */
public record ApiKey(String id, String hash, Caller caller, int perMinute, Instant createdAt) {

    private static final int ID_BYTES = 6;
    private static final int SECRET_BYTES = 32;
    private static final Pattern PRESENTED = Pattern.compile("mr_([0-9a-f]{12})_([A-Za-z0-9_-]{43})");
    private static final Pattern ID = Pattern.compile("[0-9a-f]{12}");
    private static final Pattern HASH = Pattern.compile("[0-9a-f]{64}");

    public ApiKey {
        if (!ID.matcher(id).matches() || !HASH.matcher(hash).matches() || perMinute < 0) {
            throw new IllegalArgumentException(
                    "a key has an id of 12 and a hash of 64 hexadecimal digits, and a limit of 0 or more");
        }
    }

    /**
     * A new key, and what its holder presents: shown once, since it can't be had from the key.
     *
     * @param presented {@code mr_ID_SECRET}
     */
    public record Created(ApiKey key, String presented) {}

    /** @param principals {@code user:NAME} and {@code group:NAME}; none for a key that sees what is public */
    public static Created create(
            String tenant, Set<String> principals, Caller.Role role, int perMinute, Instant now, SecureRandom random) {
        byte[] id = new byte[ID_BYTES];
        byte[] secret = new byte[SECRET_BYTES];
        random.nextBytes(id);
        random.nextBytes(secret);
        String name = HexFormat.of().formatHex(id);
        String said = Base64.getUrlEncoder().withoutPadding().encodeToString(secret);
        ApiKey key = new ApiKey(
                name,
                hash(said),
                new Caller(tenant, "key:" + name, principals, role),
                perMinute,
                Instant.ofEpochSecond(now.getEpochSecond()));
        return new Created(key, "mr_" + name + "_" + said);
    }

    /** Whether {@code bearer} looks like a key of ours, right or wrong, and not like somebody else's token. */
    public static boolean isOne(String bearer) {
        return bearer.startsWith("mr_");
    }

    /** Whether {@code presented} is this key; takes the same time for any wrong secret. */
    public boolean isThis(String presented) {
        Matcher matcher = PRESENTED.matcher(presented);
        return matcher.matches()
                && matcher.group(1).equals(id)
                && MessageDigest.isEqual(
                        hash(matcher.group(2)).getBytes(StandardCharsets.US_ASCII),
                        hash.getBytes(StandardCharsets.US_ASCII));
    }

    private static String hash(String secret) {
        return HexFormat.of().formatHex(Digest.sha256().digest(secret.getBytes(StandardCharsets.US_ASCII)));
    }
}
