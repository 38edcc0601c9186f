package io.millrace.local;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;

/** Three small documents that anyone may see, in a stack that runs. */
final class SteamLibrary {

    static final String QUESTION = "Who patented the separate condenser?";

    private static final Map<String, String> DOCUMENTS = Map.of(
            "steam",
            "James Watt patented the separate condenser in 1769. The separate condenser saved three quarters of the coal."
                    + " James Watt was born in Greenock in 1736. Matthew Boulton became his partner in 1775.",
            "bees",
            "A beehive has one queen. Bees dance to tell each other where flowers are. In winter the bees keep the queen warm.",
            "mills",
            "A mill race is the channel that leads water to the wheel of a watermill. The water that leaves the wheel"
                    + " runs through the tail race back to the river.");

    private SteamLibrary() {}

    static RunningStack start(Path data, String... options) throws IOException {
        RunningStack stack = RunningStack.start(data, options);
        try {
            for (Map.Entry<String, String> document : DOCUMENTS.entrySet()) {
                upload(stack, document.getKey(), document.getValue());
            }
            stack.awaitQuiet();
            return stack;
        } catch (IOException | RuntimeException e) {
            stack.close();
            throw e;
        }
    }

    /** Takes a text in as {@code upload:/name}. It can be searched once the stack is quiet. */
    static void upload(RunningStack stack, String name, String text) {
        String uri = URLEncoder.encode("upload:/" + name, StandardCharsets.UTF_8);
        HttpResponse<String> uploaded =
                stack.send(HttpRequest.newBuilder(URI.create(stack.url("/v1/documents?uri=" + uri)))
                        .header("Content-Type", "text/plain")
                        .POST(BodyPublishers.ofString(text)));
        if (uploaded.statusCode() != 202) {
            throw new IllegalStateException(uploaded.body());
        }
    }
}
