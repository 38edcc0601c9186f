package io.millrace.broker;

import io.vertx.core.buffer.Buffer;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Tuple;

/** Requests that look more or less like events: valid ones, broken ones, and what an HTTP client would never send. */
final class Envelopes {

    static final int MAX_BODY_BYTES = 1_000_000;

    private static final int MAX_HEADERS = 6;
    private static final String NUL_TO_TILDE = "\u0000\u0001\t\u001f !\"%&',/:;<=>?@[]\\^`{|}~\u007f";

    private Envelopes() {}

    /** A request: its headers as they go over the wire, each with its end of line, and its body. */
    record Envelope(List<String> headers, Buffer body) {

        Envelope {
            headers = List.copyOf(headers);
        }

        byte[] head(String path, String host) {
            ByteArrayOutputStream head = new ByteArrayOutputStream();
            head.writeBytes(bytes("POST " + path + " HTTP/1.1\r\nhost: " + host + "\r\n"));
            headers.forEach(header -> head.writeBytes(bytes(header)));
            head.writeBytes(bytes("content-length: " + body.length() + "\r\n\r\n"));
            return head.toByteArray();
        }

        private static byte[] bytes(String text) {
            return text.getBytes(StandardCharsets.ISO_8859_1);
        }

        @Override
        public String toString() {
            return headers + " and " + body.length() + " bytes "
                    + body.getString(0, Math.min(body.length(), 300), "ISO-8859-1");
        }
    }

    static Arbitrary<Envelope> any() {
        return Arbitraries.frequencyOf(
                Tuple.of(5, binary()), Tuple.of(5, structured()), Tuple.of(2, anything()), Tuple.of(1, batch()));
    }

    private static Arbitrary<Envelope> binary() {
        Arbitrary<List<String>> required = Combinators.combine(
                        attribute(
                                "ce-specversion",
                                Arbitraries.frequencyOf(
                                        Tuple.of(30, Arbitraries.just("1.0")),
                                        Tuple.of(1, Arbitraries.just("0.3")),
                                        Tuple.of(1, value()))),
                        attribute("ce-id", value()),
                        attribute(
                                "ce-source",
                                Arbitraries.frequencyOf(Tuple.of(20, Arbitraries.just("/s")), Tuple.of(1, value()))),
                        attribute("ce-type", value()))
                .as(Envelopes::concat);
        return Combinators.combine(required, extensions("ce-"), contentType(), body())
                .as((four, extensions, contentType, body) -> new Envelope(concat(four, extensions, contentType), body));
    }

    private static Arbitrary<Envelope> structured() {
        Arbitrary<String> event = Arbitraries.frequencyOf(
                Tuple.of(16, object()),
                Tuple.of(2, object().map(text -> text.substring(0, text.length() / 2))),
                Tuple.of(
                        1,
                        Arbitraries.of("null", "[]", "1", "\"\"", "{", "{}", "[{}]", "\u0000", "{\"a\":".repeat(3000))),
                Tuple.of(1, value()));
        Arbitrary<String> types = Arbitraries.of(
                "application/cloudevents+json",
                "application/cloudevents+json",
                "application/cloudevents+json",
                "application/cloudevents+json",
                "application/cloudevents+json; charset=utf-8",
                "application/cloudevents+json;charset=UTF-16",
                "APPLICATION/CLOUDEVENTS+JSON",
                "application/cloudevents",
                "application/cloudevents+xml",
                "application/cloudevents+protobuf");
        return Combinators.combine(
                        event,
                        types,
                        extensions("ce-"),
                        Arbitraries.of(
                                StandardCharsets.UTF_8,
                                StandardCharsets.UTF_8,
                                StandardCharsets.UTF_8,
                                StandardCharsets.UTF_16,
                                StandardCharsets.ISO_8859_1))
                .as((text, type, extensions, charset) -> new Envelope(
                        concat(List.of("content-type: " + type + "\r\n"), extensions),
                        Buffer.buffer(text.getBytes(charset))));
    }

    private static Arbitrary<Envelope> batch() {
        return object().list()
                .ofMaxSize(4)
                .map(events -> new Envelope(
                        List.of("content-type: application/cloudevents-batch+json\r\n"),
                        Buffer.buffer("[" + String.join(",", events) + "]")));
    }

    private static Arbitrary<Envelope> anything() {
        return Combinators.combine(extensions(""), contentType(), body())
                .as((headers, contentType, body) -> new Envelope(concat(headers, contentType), body));
    }

    /** A JSON object with the fields of an event, some of them missing, odd or given twice. */
    private static Arbitrary<String> object() {
        Arbitrary<String> json = Arbitraries.oneOf(
                Arbitraries.strings().alpha().ofMaxLength(40).map(Envelopes::quoted),
                Arbitraries.strings().alpha().ofMaxLength(40).map(Envelopes::quoted),
                Arbitraries.strings().alpha().ofMaxLength(40).map(Envelopes::quoted),
                Arbitraries.strings().ofMaxLength(40).map(Envelopes::quoted),
                Arbitraries.integers().map(String::valueOf),
                Arbitraries.of(
                        "null",
                        "true",
                        "1e400",
                        "-0",
                        "{}",
                        "[]",
                        "{\"a\":[1,{\"b\":null}]}",
                        "\"AQID\"",
                        "\"\\ud800\"",
                        "\"\\n\""),
                Arbitraries.just("[".repeat(2000) + "]".repeat(2000)));
        Arbitrary<String> names = Arbitraries.frequencyOf(
                Tuple.of(
                        30,
                        Arbitraries.of(
                                "subject",
                                "datacontenttype",
                                "data",
                                "tenant",
                                "id",
                                "hops",
                                "knativebrokerttl",
                                "partitionkey")),
                Tuple.of(1, Arbitraries.of("time", "dataschema", "data_base64")),
                Tuple.of(1, Arbitraries.strings().ofMaxLength(8)));
        Arbitrary<List<String>> fields = Combinators.combine(names, json)
                .as((name, value) -> quoted(name) + ":" + value)
                .list()
                .ofMaxSize(8);
        Arbitrary<String> required = Arbitraries.frequencyOf(
                Tuple.of(6, Arbitraries.just("\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\"/s\",\"type\":\"t\"")),
                Tuple.of(1, Arbitraries.just("\"specversion\":\"9.9\",\"id\":\"1\",\"source\":\"/s\",\"type\":\"t\"")),
                Tuple.of(1, Arbitraries.just("\"specversion\":1.0,\"id\":1,\"source\":{},\"type\":[]")),
                Tuple.of(1, Arbitraries.just("\"specversion\":\"1.0\",\"id\":\"\",\"source\":\"%%\",\"type\":\"\"")));
        return Combinators.combine(required, fields).as((r, f) -> "{" + String.join(",", concat(List.of(r), f)) + "}");
    }

    private static Arbitrary<List<String>> attribute(String name, Arbitrary<String> value) {
        return Arbitraries.frequencyOf(
                Tuple.of(60, value.map(text -> List.of(name + ": " + text + "\r\n"))),
                Tuple.of(1, Arbitraries.just(List.of())));
    }

    private static Arbitrary<List<String>> contentType() {
        return Arbitraries.of(
                        "application/json",
                        "text/plain",
                        "",
                        "application/cloudevents",
                        "multipart/form-data; boundary=x",
                        "application/x-www-form-urlencoded",
                        ";;;",
                        "application/json; charset=klingon")
                .map(type -> List.of("content-type: " + type + "\r\n"));
    }

    private static Arbitrary<List<String>> extensions(String prefix) {
        Arbitrary<String> names = Arbitraries.frequencyOf(
                Tuple.of(
                        80,
                        Arbitraries.of(
                                "tenant",
                                "hops",
                                "partitionkey",
                                "traceparent",
                                "subject",
                                "source1",
                                "knativebrokerttl",
                                "knativearrivaltime",
                                "datacontenttype",
                                "data")),
                Tuple.of(
                        30,
                        Arbitraries.strings()
                                .withCharRange('a', 'z')
                                .ofMinLength(1)
                                .ofMaxLength(12)),
                Tuple.of(
                        1,
                        Arbitraries.of(
                                "time",
                                "dataschema",
                                "",
                                "a_b",
                                "A-b",
                                "é",
                                "expect",
                                "accept-encoding",
                                "content-encoding",
                                "x y",
                                "a:b")));
        return Combinators.combine(names, value())
                .as((name, value) -> prefix + name + ": " + value + "\r\n")
                .list()
                .ofMaxSize(MAX_HEADERS);
    }

    /** No line breaks: with them it is another header. */
    private static Arbitrary<String> value() {
        return Arbitraries.frequencyOf(
                Tuple.of(
                        6,
                        Arbitraries.strings().withCharRange('a', 'z').numeric().ofMaxLength(12)),
                Tuple.of(6, Arbitraries.strings().withCharRange(' ', '\u00ff').ofMaxLength(60)),
                Tuple.of(
                        1,
                        Arbitraries.strings()
                                .withChars(NUL_TO_TILDE.toCharArray())
                                .ofMaxLength(10)),
                Tuple.of(
                        1,
                        Arbitraries.of(
                                "255",
                                "1",
                                "0",
                                "-1",
                                "999999999999",
                                "2026-11-24T00:00:00Z",
                                "yesterday",
                                "a%20b%C3%A4",
                                "%",
                                "gzip",
                                "100-continue")),
                Tuple.of(1, Arbitraries.just("x".repeat(7_000))));
    }

    private static Arbitrary<Buffer> body() {
        Arbitrary<byte[]> small = Arbitraries.bytes().array(byte[].class).ofMaxSize(200);
        Arbitrary<byte[]> large =
                Arbitraries.integers().between(0, MAX_BODY_BYTES).map(byte[]::new);
        return Arbitraries.frequencyOf(Tuple.of(50, small), Tuple.of(1, large)).map(Buffer::buffer);
    }

    private static String quoted(String text) {
        return "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
    }

    @SafeVarargs
    private static List<String> concat(List<String>... lists) {
        List<String> all = new ArrayList<>();
        for (List<String> list : lists) {
            all.addAll(list);
        }
        return all;
    }
}
