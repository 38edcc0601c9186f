package io.millrace.broker;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.broker.Differences.ShownHere;
import io.millrace.topology.DeliveryProfile;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LimitsTest {

    @ParameterizedTest
    @CsvSource({
        "KAFKA, 1048575, 0, 202",
        "KAFKA, 1048576, 0, 503",
        "KAFKA, 20000000, 0, 503",
        "KAFKA, 10, 7500, 202",
        "KAFKA, 10, 8192, 431",
        "MT, 1048576, 0, 202",
        "MT, 10485760, 0, 202",
        "MT, 10485761, 0, 413",
        "MT, 20000000, 0, 413",
        "MT, 10, 60000, 202",
        "MT, 10, 66000, 431",
    })
    @ShownHere("mt-header-limit")
    void holdsWhatIsDocumented(
            DeliveryProfile profile, int bodyBytes, int headerBytes, int status, @TempDir Path directory) {
        try (BrokerFixture fixture = new BrokerFixture(directory)) {
            fixture.with(s -> BrokerSettings.in(directory, profile)).start();
            HttpRequest request = fixture.event("a", "1")
                    .header("ce-long", "x".repeat(headerBytes))
                    .POST(BodyPublishers.ofByteArray(new byte[bodyBytes]))
                    .build();

            assertThat(fixture.call(request).statusCode()).isEqualTo(status);
        }
    }
}
