package io.millrace.client;

import java.time.Duration;
import java.util.Optional;
import okhttp3.Response;

/** The header {@code Retry-After} (RFC 9110 §10.2.3) in seconds; as a date, which no model server sends, it is not read. */
final class RetryAfter {

    private RetryAfter() {}

    static Optional<Duration> of(Response response) {
        String value = response.header("Retry-After");
        return value != null && value.matches("[0-9]{1,9}")
                ? Optional.of(Duration.ofSeconds(Long.parseLong(value)))
                : Optional.empty();
    }
}
