package io.millrace.intake;

import io.millrace.core.problem.Problem.Category;
import io.millrace.core.problem.ProblemException;
import io.millrace.runtime.Loopback;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * The secret that notifiers share with intake ({@code millrace.intake.token}). Whoever can forge notifications can hide documents: a made-up position ahead
 * of all real ones makes every later change look old.
 *
 * <p>Vendors differ in what they can send, so it is taken as a bearer token, as the password of basic authentication (SNS), or as the query parameter
 * {@code token} (Pub/Sub, Event Grid).
 */
@Singleton
class NotifierToken {

    private static final String ALGORITHM = "HmacSHA256";

    private final Optional<String> token;
    private final Loopback loopback;

    NotifierToken(IntakeConfig config, Loopback loopback) {
        this.token = config.token().filter(value -> !value.isBlank());
        this.loopback = loopback;
    }

    /** @throws ProblemException FORBIDDEN where the caller shows no token and is nobody on this machine */
    void require(RoutingContext call) {
        if (token.isPresent() ? shows(call, token.get()) : loopback.isCaller(call)) {
            return;
        }
        throw ProblemException.of(
                Category.FORBIDDEN,
                "notifier-unknown",
                token.isPresent()
                        ? "a notification needs the token of millrace.intake.token, as bearer token, basic password or query parameter `token`"
                        : "set millrace.intake.token, and let the notifier send it: without a token only callers on this machine are let in");
    }

    /** @throws ProblemException FORBIDDEN where the caller is nobody on this machine, and shows no token */
    void requireOrOwner(RoutingContext call) {
        if (!loopback.isCaller(call)) {
            require(call);
        }
    }

    private static boolean shows(RoutingContext call, String token) {
        // Knative's own sources show a token of theirs in the header once authentication-oidc is on, and ours in the
        // address.
        return isSame(call.queryParams().get("token"), token)
                || isSame(ofHeader(call.request().getHeader("Authorization")), token);
    }

    private static @Nullable String ofHeader(@Nullable String authorization) {
        if (authorization == null) {
            return null;
        }
        String[] words = authorization.trim().split(" +", 2);
        if (words.length < 2) {
            return null;
        }
        return switch (words[0]) {
            case "Bearer" -> words[1];
            case "Basic" -> password(words[1]);
            default -> null;
        };
    }

    private static @Nullable String password(String base64) {
        try {
            String pair = new String(Base64.getDecoder().decode(base64), StandardCharsets.UTF_8);
            return pair.substring(pair.indexOf(':') + 1);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    /** Proves later that {@code text} came in with the token; null where there is none. */
    @Nullable
    String seal(String text) {
        return token.map(key -> hmac(key, text)).orElse(null);
    }

    /** @throws ProblemException FORBIDDEN where {@code text} did not come in with this token */
    void requireSealed(String text, @Nullable String seal) {
        boolean genuine = token.isEmpty() ? loopback.isTrusted() : isSame(seal, hmac(token.get(), text));
        if (!genuine) {
            throw ProblemException.of(
                    Category.FORBIDDEN,
                    "notification-not-sealed",
                    "the notification was not kept by this intake, or under another token; `millrace reindex` finds what it was about");
        }
    }

    private static boolean isSame(@Nullable String one, String other) {
        return one != null
                && MessageDigest.isEqual(one.getBytes(StandardCharsets.UTF_8), other.getBytes(StandardCharsets.UTF_8));
    }

    private static String hmac(String key, String text) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(key.getBytes(StandardCharsets.UTF_8), ALGORITHM));
            return HexFormat.of().formatHex(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has " + ALGORITHM, e);
        }
    }
}
