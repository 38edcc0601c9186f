package io.millrace.core.document;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class RegisteredSourcesTest {

    private static final SourceRoot CONFIGURED = SourceRoot.of("s3://bucket/", new AccessList(List.of("group:staff")));
    private static final SourceRoot ADDED = SourceRoot.of("s3://bucket/", AccessList.EVERYONE);
    private static final SourceRoot INNER = SourceRoot.of("s3://bucket/docs/", AccessList.EVERYONE);

    @Test
    void whatIsRegisteredTwiceCountsOnceAsTheFirstPlaceSays() {
        RegisteredSources registered =
                new RegisteredSources(List.of(() -> List.of(CONFIGURED), () -> List.of(ADDED, INNER)));

        assertThat(registered.roots()).containsExactly(CONFIGURED, INNER);
        assertThat(registered.find("s3://bucket/one")).contains(CONFIGURED);
        assertThat(registered.find("s3://bucket/docs/one")).contains(INNER);
    }
}
