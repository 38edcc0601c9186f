package io.millrace.capture;

import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.MongoException;
import java.io.IOException;
import org.junit.jupiter.api.Test;

final class ReasonsTest {

    @Test
    void isWhatTheDatabaseSaid() {
        assertThat(Reasons.of(new IllegalStateException("the engine ended", new IOException("no\n such host"))))
                .isEqualTo("no such host");
    }

    @Test
    void ofMongosDriverItIsWhatWasMadeOfIt() {
        assertThat(Reasons.of(new IOException(
                        "the database of source shop can't be used now", new MongoException("ada at db:27017"))))
                .isEqualTo("the database of source shop can't be used now");
    }
}
