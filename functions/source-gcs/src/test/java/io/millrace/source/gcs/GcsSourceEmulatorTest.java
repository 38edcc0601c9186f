package io.millrace.source.gcs;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.core.document.AccessList;
import io.millrace.core.document.DocumentSource;
import io.millrace.core.document.DocumentSource.Content;
import io.millrace.core.document.RegisteredSources;
import io.millrace.core.document.SourceRoot;
import io.millrace.testkit.DocumentSourceContract;
import io.millrace.testkit.StoreEmulator;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against fake-gcs-server, an emulator; skipped where it is not installed. */
class GcsSourceEmulatorTest extends DocumentSourceContract {

    private static final MediaType TYPE = MediaType.get("text/html; charset=windows-1252");

    @TempDir
    private Path folder;

    private final OkHttpClient http = new OkHttpClient();
    private StoreEmulator server;
    private DocumentSource source;

    @BeforeEach
    void start() throws IOException {
        server = StoreEmulator.fakeGcsServer(folder);
        send("POST", "/storage/v1/b", "{\"name\":\"bucket\"}".getBytes(StandardCharsets.UTF_8));
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
        send("POST", "/upload/storage/v1/b/bucket/o?uploadType=media&name=" + encoded(name), content);
    }

    @Override
    protected void delete(String name) throws IOException {
        send("DELETE", "/storage/v1/b/bucket/o/" + encoded(name), new byte[0]);
    }

    private void send(String method, String path, byte[] body) throws IOException {
        Request.Builder request = new Request.Builder()
                .url(server.endpoint() + path)
                .method(method, method.equals("DELETE") ? null : RequestBody.create(body, TYPE));
        try (Response response = http.newCall(request.build()).execute()) {
            assertThat(response.isSuccessful()).as(method + " " + path).isTrue();
        }
    }

    @Test
    void saysWhatTypeAnObjectHas() throws IOException {
        put("page", new byte[1]);

        try (Content content = source.open(root() + "page")) {
            assertThat(content.contentType()).isEqualTo(TYPE.toString());
        }
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
