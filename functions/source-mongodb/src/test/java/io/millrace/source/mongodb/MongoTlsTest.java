package io.millrace.source.mongodb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import de.bwaldvogel.mongo.MongoServer;
import de.bwaldvogel.mongo.backend.memory.MemoryBackend;
import io.millrace.core.problem.ProblemException;
import io.millrace.source.row.MappingReader;
import io.millrace.source.row.RowLimits;
import io.millrace.source.row.RowReader;
import io.millrace.source.row.SourceMapping;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server whose certificate names another host than the one that it is reached by, of an authority that nobody knows. */
class MongoTlsTest {

    private static final MongoSettings HASTY =
            new MongoSettings(1, Duration.ofSeconds(2), Duration.ofSeconds(2), Duration.ofSeconds(60));

    @TempDir
    private static Path folder;

    private static final MongoServer SERVER = new MongoServer(new MemoryBackend());

    @BeforeAll
    static void start() throws Exception {
        Path store = folder.resolve("server.p12");
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        "server",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=db.example",
                        "-ext",
                        "san=dns:db.example",
                        "-storepass",
                        "changeit",
                        "-keystore",
                        store.toString())
                .inheritIO()
                .start();
        assertThat(keytool.waitFor()).isZero();
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store)) {
            keys.load(in, "changeit".toCharArray());
        }
        X509Certificate certificate = (X509Certificate) keys.getCertificate("server");
        Files.writeString(
                folder.resolve("ca.pem"),
                "-----BEGIN CERTIFICATE-----\n"
                        + Base64.getMimeEncoder().encodeToString(certificate.getEncoded())
                        + "\n-----END CERTIFICATE-----\n");
        SERVER.enableSsl((PrivateKey) keys.getKey("server", "changeit".toCharArray()), null, certificate);
        SERVER.bind("127.0.0.1", 0);
    }

    @AfterAll
    static void stop() {
        SERVER.shutdownNow();
    }

    @Test
    void takesAnybodyWhereEncryptionIsAllThatIsAskedFor() throws Exception {
        assertThat(findings("{mode: require}")).contains("collection notes is not there");
    }

    @Test
    void takesACertificateOfATrustedAuthorityWhateverHostItNames() throws Exception {
        assertThat(findings("{mode: verify-ca, ca: " + folder.resolve("ca.pem") + "}"))
                .contains("collection notes is not there");
    }

    @Test
    void refusesOneThatNamesAnotherHostWhereTheHostCounts() {
        assertThatThrownBy(() -> findings("{mode: verify-full, ca: " + folder.resolve("ca.pem") + "}"))
                .isInstanceOf(IOException.class);
    }

    @Test
    void refusesOneOfAnAuthorityThatNobodyKnows() {
        assertThatThrownBy(() -> findings("{mode: verify-ca}")).isInstanceOf(IOException.class);
    }

    @Test
    void namesAFileThatHoldsNoCertificates() throws Exception {
        Path wrong = Files.writeString(folder.resolve("wrong.pem"), "no certificate");

        assertThatThrownBy(() -> findings("{mode: verify-full, ca: " + wrong + "}"))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("the authorities' file " + wrong);
    }

    private static String findings(String tls) throws Exception {
        SourceMapping mapping = MappingReader.read(
                "shop.yaml", """
                name: shop
                engine: mongodb
                url: mongodb://127.0.0.1:%d/shop
                tls: %s
                documents:
                  - {collection: notes, key: [_id], title: "{{title}}", columns: [title], access: [public]}
                """.formatted(SERVER.getLocalAddress().getPort(), tls));
        try (RowReader reader = new MongoReaders(HASTY).open(mapping, RowLimits.USUAL)) {
            return List.copyOf(reader.inspect(mapping.documents().getFirst())).toString();
        }
    }
}
