package io.millrace.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.InterruptedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** {@link BrokerMain} as a child of this process. */
final class BrokerProcess implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int SECONDS_TO_STOP = 20;

    private final Process process;
    private final URI ingress;
    private final URI status;
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private BrokerProcess(Process process, URI ingress, URI admin) {
        this.process = process;
        this.ingress = ingress;
        this.status = admin.resolve("status");
    }

    /**
     * Returns once it listens.
     *
     * @param options options of its JVM, one a word
     */
    static BrokerProcess start(Path directory, URI subscriber, List<String> options) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(options);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), BrokerMain.class.getName()));
        command.addAll(List.of(directory.toString(), subscriber.toString()));
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        BufferedReader output =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        String ingress = output.readLine();
        String admin = output.readLine();
        if (ingress == null || admin == null) {
            process.destroyForcibly();
            throw new IOException("the broker's process did not start; the reason is above");
        }
        return new BrokerProcess(process, URI.create(ingress), URI.create(admin));
    }

    URI ingress() {
        return ingress;
    }

    /** Its resident memory. */
    double residentMegabytes() throws IOException {
        return ResidentMemory.megabytes(process.pid());
    }

    /** What its admin interface says. */
    Status status() throws IOException {
        try {
            JsonNode body =
                    JSON.readTree(http.send(HttpRequest.newBuilder(status).build(), BodyHandlers.ofByteArray())
                            .body());
            long pending = 0;
            for (JsonNode trigger : body.path("triggers")) {
                pending += trigger.path("pending").asLong();
            }
            return new Status(
                    pending,
                    body.path("deadLetters").asLong(),
                    body.path("storeBytes").asLong());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException();
        }
    }

    @Override
    public void close() {
        http.close();
        try {
            process.getOutputStream().close();
            if (process.waitFor(SECONDS_TO_STOP, TimeUnit.SECONDS)) {
                return;
            }
        } catch (IOException e) {
            // it is gone already, or it ends by force
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        process.destroyForcibly();
    }

    /**
     * What it does just now.
     *
     * @param pending events that wait or are under way
     * @param storeBytes the size of its store
     */
    record Status(long pending, long deadLetters, long storeBytes) {
        double storeMegabytes() {
            return storeBytes / 1e6;
        }
    }
}
