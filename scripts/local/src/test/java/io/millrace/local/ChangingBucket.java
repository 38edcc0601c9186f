package io.millrace.local;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.core.document.ObjectUri;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.EncodingType;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.S3Object;

/** A bucket in which objects with odd names are put, overwritten, uploaded in parts, copied and deleted at random, each with S3's notification of it. */
final class ChangingBucket {

    /** Of the control characters only those that XML can carry: S3Proxy repeats the others unescaped, and its answer can't be read. */
    private static final List<String> ODD = List.of(
            " ",
            "+",
            "%",
            "%2F",
            "a b",
            "ü",
            "e\u0301",
            "\uD83D\uDE00",
            "\uE000",
            "..",
            ".",
            "//",
            "/",
            "\\",
            "?#",
            "&=;",
            "'\"<>",
            "*~",
            "\t",
            "\u007f",
            "x".repeat(700));

    private final S3Client client;
    private final String bucket;
    private final Random random;
    private final List<String> keys = new ArrayList<>();
    private long changes;
    private int refused;

    ChangingBucket(S3Client client, String bucket, Random random, int keys) {
        this.client = client;
        this.bucket = bucket;
        this.random = random;
        client.createBucket(create -> create.bucket(bucket));
        for (int i = 0; i < keys; i++) {
            this.keys.add(oddKey(i));
        }
    }

    /** How many changes the server did not take, for their key. */
    int refused() {
        return refused;
    }

    /** Some lie below the registered root {@code in/}, some don't; none has more than S3's 1024 bytes. */
    private String oddKey(int number) {
        StringBuilder key = new StringBuilder(random.nextInt(8) == 0 ? "out/" : "in/");
        for (int part = random.nextInt(4); part > 0; part--) {
            String odd = ODD.get(random.nextInt(ODD.size()));
            if ((key + odd).getBytes(StandardCharsets.UTF_8).length < 1000) {
                key.append(odd).append((char) ('a' + random.nextInt(26)));
            }
        }
        return key.append(number).append(random.nextInt(5) == 0 ? "/" : ".txt").toString();
    }

    /** Makes one change. Its notification, a record of S3; none where the server did not take it. */
    List<ObjectNode> change() {
        String key = keys.get(random.nextInt(keys.size()));
        try {
            return List.of(
                    switch (random.nextInt(6)) {
                        case 0 -> delete(key);
                        case 1 -> record("ObjectCreated:CompleteMultipartUpload", key, uploadInParts(key));
                        case 2 -> copy(key);
                        default -> record("ObjectCreated:Put", key, put(key));
                    });
        } catch (S3Exception e) {
            refused++;
            return List.of();
        }
    }

    private String text() {
        return "Lock " + random.nextInt(1_000_000) + " lifts boats by " + random.nextInt(100) + " metres.\n";
    }

    private String put(String key) {
        return client.putObject(put -> put.bucket(bucket).key(key), RequestBody.fromString(text()))
                .eTag();
    }

    private ObjectNode copy(String to) {
        List<String> there = new ArrayList<>(etags("").keySet());
        if (there.isEmpty()) {
            return record("ObjectCreated:Put", to, put(to));
        }
        String from = ObjectUri.parse(there.get(random.nextInt(there.size()))).key();
        String etag = client.copyObject(copy -> copy.sourceBucket(bucket)
                        .sourceKey(from)
                        .destinationBucket(bucket)
                        .destinationKey(to)
                        .metadataDirective("REPLACE"))
                .copyObjectResult()
                .eTag();
        return record("ObjectCreated:Copy", to, etag);
    }

    private String uploadInParts(String key) {
        String upload = client.createMultipartUpload(
                        create -> create.bucket(bucket).key(key))
                .uploadId();
        String part = client.uploadPart(
                        each -> each.bucket(bucket).key(key).uploadId(upload).partNumber(1),
                        RequestBody.fromString(text()))
                .eTag();
        return client.completeMultipartUpload(complete -> complete.bucket(bucket)
                        .key(key)
                        .uploadId(upload)
                        .multipartUpload(parts -> parts.parts(
                                CompletedPart.builder().partNumber(1).eTag(part).build())))
                .eTag();
    }

    private ObjectNode delete(String key) {
        client.deleteObject(delete -> delete.bucket(bucket).key(key));
        return record("ObjectRemoved:Delete", key, null);
    }

    private ObjectNode record(String event, String key, @Nullable String etag) {
        return record(bucket, event, key, etag, ++changes);
    }

    /** A record as S3 writes it. */
    static ObjectNode record(String bucket, String event, String key, @Nullable String etag, long sequencer) {
        ObjectNode record = RunningStack.JSON.createObjectNode();
        record.put("eventVersion", "2.1")
                .put("eventSource", "aws:s3")
                .put("awsRegion", "us-east-1")
                .put("eventTime", Instant.now().toString())
                .put("eventName", event);
        ObjectNode s3 = record.putObject("s3").put("s3SchemaVersion", "1.0");
        s3.putObject("bucket").put("name", bucket);
        ObjectNode object = s3.putObject("object")
                .put("key", URLEncoder.encode(key, StandardCharsets.UTF_8).replace("%2F", "/"))
                .put("sequencer", "%018X".formatted(sequencer));
        if (etag != null) {
            object.put("eTag", etag.replace("\"", ""));
        }
        return record;
    }

    /** As S3 sends them: several records in one. */
    static String notification(List<ObjectNode> records) {
        ObjectNode notification = RunningStack.JSON.createObjectNode();
        ArrayNode array = notification.putArray("Records");
        records.forEach(array::add);
        return notification.toString();
    }

    /** What the bucket holds, by uri, with etags. */
    Map<String, String> etags(String prefix) {
        Map<String, String> etags = new TreeMap<>();
        client.listObjectsV2Paginator(list -> list.bucket(bucket).prefix(prefix).encodingType(EncodingType.URL))
                .contents()
                .forEach(object -> etags.put(uri(object.key()), etag(object)));
        return etags;
    }

    String text(String uri) {
        return client.getObjectAsBytes(
                        get -> get.bucket(bucket).key(ObjectUri.parse(uri).key()))
                .asUtf8String();
    }

    private String uri(String key) {
        return new ObjectUri("s3", bucket, key).toString();
    }

    private static String etag(S3Object object) {
        return object.eTag().replace("\"", "");
    }
}
