package io.millrace.broker;

import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Builds, by their names, the requests whose answers were measured at real ingresses. */
final class MeasuredEnvelopes {

    private static final Pattern HEADER = Pattern.compile("binary with (ce-[\\w-]+)='(.*)'");
    private static final Pattern WITHOUT = Pattern.compile("(binary|structured) without (?:ce-)?(\\w+)");
    private static final Pattern BYTES = Pattern.compile("body of (\\d+) bytes");
    private static final Pattern DATA_PLANE_BYTES =
            Pattern.compile("(binary|structured|chunked) body ([\\d.]+) (kB|KiB|MiB)( - 1000 B)?");
    private static final String STRUCTURED = "application/cloudevents+json";

    private final URI ingress;
    private final Map<String, String> headers = new TreeMap<>();
    private URI uri;
    private String method = "POST";
    private BodyPublisher body = BodyPublishers.ofString("{\"k\":1}");

    private MeasuredEnvelopes(URI ingress) {
        this.ingress = ingress;
        this.uri = ingress;
        headers.put("ce-specversion", "1.0");
        headers.put("ce-id", "1");
        headers.put("ce-source", "/s");
        headers.put("ce-type", "t");
        headers.put("content-type", "application/json");
    }

    /** Empty for a case that isn't known. */
    static Optional<HttpRequest> request(String name, URI ingress) {
        MeasuredEnvelopes envelope = new MeasuredEnvelopes(ingress);
        return envelope.shape(name.replaceFirst("^ingress: ", "")) ? Optional.of(envelope.build()) : Optional.empty();
    }

    private HttpRequest build() {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri).method(method, body);
        headers.forEach(request::header);
        return request.build();
    }

    private boolean shape(String name) {
        return simple(name) || path(name) || matched(name);
    }

    private boolean simple(String name) {
        switch (name) {
            case "valid binary", "path with query" -> {}
            case "binary without Content-Type", "valid binary, no content-type" -> headers.remove("content-type");
            case "binary, empty body", "valid binary, no body" -> body = BodyPublishers.noBody();
            case "binary, broken JSON body", "valid binary, content-type json but body broken json" ->
                body = BodyPublishers.ofString("{\"x\":");
            case "valid binary, text/plain body" -> plain("text/plain", "hi", true);
            case "structured", "valid structured" -> structured("", "", STRUCTURED);
            case "valid structured with charset" -> structured("", "", STRUCTURED + "; charset=utf-8");
            case "structured, broken JSON", "structured broken JSON" -> plain(STRUCTURED, "{broken", false);
            case "structured empty body" -> plain(STRUCTURED, "", false);
            case "structured, data_base64" -> structured("\"data\":{}", "\"data_base64\":\"AQID\"", STRUCTURED);
            case "structured specversion 9.9" -> structured("1.0", "9.9", STRUCTURED);
            case "batch of two", "batch of 2" ->
                plain("application/cloudevents-batch+json", "[" + event() + "," + event() + "]", false);
            case "plain JSON, no event", "no ce headers, application/json" -> plain("application/json", "{}", false);
            case "text/plain, no event", "no ce headers, text/plain" -> plain("text/plain", "hello", false);
            case "no ce headers, no content-type, no body" -> {
                headers.clear();
                body = BodyPublishers.noBody();
            }
            case "Kn-Probe path" -> {
                headers.clear();
                headers.put("K-Network-Probe", "queue");
                body = BodyPublishers.noBody();
            }
            case "cloudevents+xml" -> plain("application/cloudevents+xml", "<event/>", false);
            case "binary with empty ce-id" -> headers.put("ce-id", "");
            case "binary with empty ce-source" -> headers.put("ce-source", "");
            case "binary with empty ce-type" -> headers.put("ce-type", "");
            case "binary specversion 0.3" -> headers.put("ce-specversion", "0.3");
            case "binary specversion 9.9" -> headers.put("ce-specversion", "9.9");
            case "invalid extension name ce-a_b" -> headers.put("ce-a_b", "x");
            case "invalid extension name ce-a-b" -> headers.put("ce-a-b", "x");
            case "extension upper case ce-MyExt" -> headers.put("ce-MyExt", "x");
            case "invalid ce-time" -> headers.put("ce-time", "yesterday");
            case "source not a URI" -> headers.put("ce-source", "not a uri %%");
            case "extension of 60,000 bytes" -> headers.put("ce-long", "x".repeat(60_000));
            case "header of 9 kB" -> headers.put("ce-long", "x".repeat(9_000));
            case "header of 7 kB" -> headers.put("ce-long", "x".repeat(7_000));
            case "100 extensions" -> {
                for (int i = 0; i < 100; i++) {
                    headers.put("ce-e" + i, "v");
                }
            }
            case "chunked structured" -> {
                headers.keySet().removeIf(header -> header.startsWith("ce-"));
                headers.put("content-type", STRUCTURED);
                chunked(event().replace("{}", "\"" + "x".repeat(5_000) + "\""));
            }
            default -> {
                return false;
            }
        }
        return true;
    }

    private boolean path(String name) {
        String broker = ingress.getPath();
        switch (name) {
            case "unknown broker", "path of no broker" -> to("/default/none");
            case "unknown namespace" -> to("/none/main");
            case "path /", "path / with host of the broker" -> to("/");
            case "path with one part" -> to("/main");
            case "path with trailing slash" -> to(broker + "/");
            case "path with three parts", "deeper path" -> to(broker + "/x");
            case "GET /healthz" -> get("/healthz");
            case "GET /readyz" -> get("/readyz");
            default -> {
                return false;
            }
        }
        return true;
    }

    private boolean matched(String name) {
        if (name.matches("(method )?(GET|PUT|DELETE|HEAD|OPTIONS|PATCH)")) {
            method = name.replace("method ", "");
            return true;
        }
        Matcher without = WITHOUT.matcher(name);
        if (without.matches()) {
            if (without.group(1).equals("binary")) {
                headers.remove("ce-" + without.group(2));
            } else {
                structured("\"" + without.group(2) + "\"", "\"x" + without.group(2) + "\"", STRUCTURED);
            }
            return true;
        }
        Matcher header = HEADER.matcher(name);
        if (header.matches()) {
            headers.remove(header.group(1).toLowerCase(Locale.ROOT));
            headers.put(header.group(1), header.group(2));
            return true;
        }
        Matcher bytes = BYTES.matcher(name);
        if (bytes.matches()) {
            body = BodyPublishers.ofByteArray(new byte[Integer.parseInt(bytes.group(1))]);
            return true;
        }
        Matcher size = DATA_PLANE_BYTES.matcher(name);
        return size.matches() && sized(size);
    }

    private boolean sized(Matcher size) {
        double unit = size.group(3).equals("kB") ? 1000 : size.group(3).equals("KiB") ? 1024 : 1024 * 1024;
        int bytes = (int) (Double.parseDouble(size.group(2)) * unit) - (size.group(4) == null ? 0 : 1000);
        switch (size.group(1)) {
            case "structured" -> structured("{}", "\"" + "x".repeat(bytes) + "\"", STRUCTURED);
            case "chunked" -> chunked("x".repeat(bytes));
            default -> body = BodyPublishers.ofByteArray(new byte[bytes]);
        }
        return true;
    }

    private void get(String path) {
        method = "GET";
        body = BodyPublishers.noBody();
        to(path);
    }

    private void to(String path) {
        uri = ingress.resolve(path);
    }

    private static String event() {
        return "{\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\"/s\",\"type\":\"t\",\"datacontenttype\":\"application/json\",\"data\":{}}";
    }

    private void structured(String replace, String with, String contentType) {
        plain(contentType, event().replace(replace, replace.isEmpty() ? "" : with), false);
    }

    private void plain(String contentType, String text, boolean isEvent) {
        if (!isEvent) {
            headers.clear();
        }
        headers.put("content-type", contentType);
        body = BodyPublishers.ofString(text);
    }

    private void chunked(String text) {
        body = BodyPublishers.fromPublisher(BodyPublishers.ofString(text));
    }
}
