package io.millrace.source.gcs;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.millrace.core.document.AccessList;
import io.millrace.core.document.DocumentSource;
import io.millrace.core.document.RegisteredSources;
import io.millrace.core.document.SourceRoot;
import io.millrace.testkit.DocumentSourceContract;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** Against fake-gcs-server, an emulator; skipped where it is not on the PATH, since to build it takes minutes. */
class GcsSourceEmulatorTest extends DocumentSourceContract {

    @TempDir
    private Path folder;

    private FakeGcsServer server;
    private DocumentSource source;

    @BeforeEach
    void start() throws IOException {
        Optional<Path> program = FakeGcsServer.program();
        assumeTrue(program.isPresent(), "fake-gcs-server is not on the PATH");
        server = FakeGcsServer.start(program.get(), folder);
        server.send("POST", "/storage/v1/b", "{\"name\":\"bucket\"}".getBytes(StandardCharsets.UTF_8));
        SourceRoot root = SourceRoot.of(root(), AccessList.EVERYONE);
        source = new GcsSource(
                new GcsCalls(server.endpoint(), Optional::empty, Duration.ofSeconds(10)),
                new RegisteredSources(List.of(() -> List.of(root))),
                MAX_BYTES);
    }

    @AfterEach
    void stop() {
        if (server != null) {
            server.close();
        }
    }

    @Override
    protected DocumentSource source() {
        return source;
    }

    @Override
    protected String root() {
        return "gs://bucket/docs/";
    }

    @Override
    protected void put(String name, byte[] content) throws IOException {
        server.send("POST", "/upload/storage/v1/b/bucket/o?uploadType=media&name=" + encoded(name), content);
    }

    @Override
    protected void delete(String name) throws IOException {
        server.send("DELETE", "/storage/v1/b/bucket/o/" + encoded(name), new byte[0]);
    }

    private static String encoded(String name) {
        return URLEncoder.encode("docs/" + name, StandardCharsets.UTF_8).replace("+", "%20");
    }

    @Override
    protected String unregistered() {
        return "gs://bucket/elsewhere.txt";
    }

    /** The emulator lets everyone in. */
    @Override
    protected boolean forbid(String name) {
        return false;
    }
}
