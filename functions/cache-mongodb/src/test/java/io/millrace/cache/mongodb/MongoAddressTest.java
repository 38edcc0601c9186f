package io.millrace.cache.mongodb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.mongodb.MongoClientSettings;
import com.mongodb.MongoNamespace;
import com.mongodb.ServerAddress;
import com.mongodb.connection.ServerMonitoringMode;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MongoAddressTest {

    private static final Duration WAIT = Duration.ofMillis(250);

    @Test
    void databaseAndCollectionMayBeNamed() {
        assertThat(MongoAddress.of("mongodb://one", WAIT).answers()).isEqualTo(new MongoNamespace("millrace.answers"));
        assertThat(MongoAddress.of("mongodb://one/rag?appName=x", WAIT).answers())
                .isEqualTo(new MongoNamespace("rag.answers"));
        assertThat(MongoAddress.of("mongodb://one/rag.kept", WAIT).answers()).isEqualTo(new MongoNamespace("rag.kept"));
    }

    @Test
    void hostsUserAndOptionsAreTaken() {
        MongoClientSettings settings = MongoAddress.of(
                        "mongodb://ann:pa%2Fss@one:27018,two/rag?replicaSet=rs&tls=true&authSource=admin&w=1", WAIT)
                .settings();

        assertThat(settings.getClusterSettings().getHosts())
                .containsExactlyInAnyOrder(new ServerAddress("one", 27018), new ServerAddress("two", 27017));
        assertThat(settings.getClusterSettings().getRequiredReplicaSetName()).isEqualTo("rs");
        assertThat(settings.getSslSettings().isEnabled()).isTrue();
        assertThat(settings.getCredential()).satisfies(credential -> {
            assertThat(credential.getUserName()).isEqualTo("ann");
            assertThat(credential.getPassword()).isEqualTo("pa/ss".toCharArray());
            assertThat(credential.getSource()).isEqualTo("admin");
        });
    }

    @Test
    void boundsAreNotLeftToTheConnectionString() {
        MongoClientSettings settings = MongoAddress.of(
                        "mongodb://one/?timeoutMS=60000&serverSelectionTimeoutMS=60000&connectTimeoutMS=60000&maxPoolSize=0"
                                + "&minPoolSize=5&waitQueueTimeoutMS=60000&heartbeatFrequencyMS=1000"
                                + "&serverMonitoringMode=stream&compressors=zstd,zlib",
                        WAIT)
                .settings();

        assertThat(settings.getTimeout(TimeUnit.MILLISECONDS)).isEqualTo(250);
        assertThat(settings.getSocketSettings().getConnectTimeout(TimeUnit.MILLISECONDS))
                .isEqualTo(250);
        assertThat(settings.getConnectionPoolSettings().getMaxSize()).isEqualTo(16);
        assertThat(settings.getConnectionPoolSettings().getMinSize()).isZero();
        assertThat(settings.getServerSettings().getServerMonitoringMode()).isEqualTo(ServerMonitoringMode.POLL);
        assertThat(settings.getServerSettings().getHeartbeatFrequency(TimeUnit.HOURS))
                .isEqualTo(24);
        assertThat(settings.getCompressorList()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "mongodb://",
                "mongodb:secret@mongodb",
                "http://ann:secret@mongodb",
                "mongodb+srv://ann:secret@mongodb.example.org",
                "mongodb://ann:sec/secret@mongodb",
                "mongodb://ann:sec@secret@mongodb",
                "mongodb://ann:sec%zzsecret@mongodb",
                "mongodb://ann:secret@mongodb:0",
                "mongodb://ann:secret@mongodb:secret",
                "mongodb://ann:secret@/tmp/mongodb.sock",
                "mongodb://ann:secret@mongodb/?authMechanism=secret",
                "mongodb://ann:secret@mongodb/?w",
                "mongodb://ann:secret@mongodb/?readPreference=secret",
                "mongodb://ann:secret@mongodb/sec ret.x",
                "mongodb://one,two/?directConnection=true"
            })
    void anAddressOfAnotherFormIsRefusedAndNotRepeated(String wrong) {
        Throwable refused = catchThrowable(() -> MongoAddress.of(wrong, WAIT));

        assertThat(refused).isInstanceOf(IllegalArgumentException.class);
        StringWriter trace = new StringWriter();
        refused.printStackTrace(new PrintWriter(trace));
        assertThat(trace.toString())
                .contains("the address of MongoDB is mongodb://")
                .doesNotContain("secret");
    }

    @Test
    void itsTextShowsNoHostAndNoUser() {
        assertThat(MongoAddress.of("mongodb://ann:secret@one/rag", WAIT)).hasToString("MongoAddress[rag.answers]");
    }
}
