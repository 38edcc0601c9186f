package io.millrace.core.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.core.document.ObjectUri;
import io.millrace.core.document.Sequence;
import io.millrace.core.ingest.ObjectChange.Kind;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ObjectChangeTest {

    @Test
    void writesAnEtagAsListingsDo() {
        assertThat(change("s3://b/k", "\"abc\"").etag()).isEqualTo("abc");
        assertThat(change("s3://b/k", "abc").etag()).isEqualTo("abc");
        assertThat(change("s3://b/k", "").etag()).isNull();
    }

    @Test
    void aPositionOfZerosIsNone() {
        assertThat(new ObjectChange(
                                ObjectUri.parse("s3://b/k"),
                                Kind.CHANGED,
                                null,
                                null,
                                Instant.EPOCH,
                                Sequence.ofSequencer("00"))
                        .position())
                .isNull();
    }

    @Test
    void refusesTheBucketItself() {
        assertThatThrownBy(() -> change("s3://b/", null)).hasMessageContaining("key");
    }

    private static ObjectChange change(String uri, @Nullable String etag) {
        return new ObjectChange(ObjectUri.parse(uri), Kind.CHANGED, etag, null, Instant.EPOCH, null);
    }
}
