package io.millrace.source.folder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.core.document.AccessList;
import io.millrace.core.document.DocumentKey;
import io.millrace.core.document.SourceRoot;
import io.millrace.core.problem.ProblemException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RegisteredBucketsTest {

    private static final String URI = "s3://bucket/docs/";
    private static final AccessList STAFF = new AccessList(List.of("group:staff"));

    @TempDir
    private Path data;

    private RegisteredBuckets buckets;

    @BeforeEach
    void open() {
        buckets = new RegisteredBuckets(data);
    }

    @Test
    void keepsThemAcrossRestarts() {
        buckets.register(URI, STAFF, "fixed");
        buckets.register("gs://other/", null, null);

        assertThat(new RegisteredBuckets(data).roots())
                .containsExactly(
                        new SourceRoot(URI, DocumentKey.DEFAULT_TENANT, STAFF, "fixed"),
                        SourceRoot.of("gs://other/", AccessList.EVERYONE));
    }

    @Test
    void seesWhatAnotherProcessRegisters() {
        RegisteredBuckets elsewhere = new RegisteredBuckets(data);
        assertThat(elsewhere.roots()).isEmpty();

        buckets.register(URI, STAFF, null);
        assertThat(elsewhere.roots()).extracting(SourceRoot::uri).containsExactly(URI);

        buckets.unregister(URI);
        assertThat(elsewhere.roots()).isEmpty();
    }

    @Test
    void whatIsNotSaidStaysAsItWas() {
        buckets.register(URI, STAFF, "fixed");

        buckets.register(URI, null, null);
        assertThat(buckets.roots()).extracting(SourceRoot::access).containsExactly(STAFF);

        buckets.register(URI, AccessList.EVERYONE, null);
        assertThat(buckets.roots())
                .containsExactly(new SourceRoot(URI, DocumentKey.DEFAULT_TENANT, AccessList.EVERYONE, "fixed"));
    }

    @Test
    void forgetsThem() {
        buckets.register(URI, null, null);

        assertThat(buckets.unregister(URI)).isTrue();
        assertThat(buckets.unregister(URI)).isFalse();
        assertThat(new RegisteredBuckets(data).roots()).isEmpty();
    }

    @Test
    void thereAreNotTooMany() {
        for (int i = 0; i < RegisteredBuckets.MAX_BUCKETS; i++) {
            buckets.register("s3://bucket/" + i + "/", null, null);
        }

        assertThatThrownBy(() -> buckets.register(URI, null, null))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("at most 200");
    }
}
