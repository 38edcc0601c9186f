package io.millrace.local;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.core.document.DocumentKey;
import io.millrace.source.folder.FolderUris;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Documents with a history, two thirds of them files and one third uploads: edited, touched, reverted, deleted, brought back, emptied, shown to others.
 * A step of all of them goes in before the next begins, so each version is read as it was.
 */
final class ScriptedIngestion {

    private static final int SENDERS = 16;
    private static final Instant EPOCH = Instant.parse("2026-01-01T00:00:00Z");

    /** What a document is at one step: the same content again is a touch. */
    private record Content(String text, String access) {

        Content(String text) {
            this(text, "public");
        }
    }

    private static final Content GONE = new Content("gone");
    private static final Content EMPTY = new Content(" \n");

    private final Path folder;
    private final List<List<Content>> histories = new ArrayList<>();
    private final RandomText texts;

    /** @param folder where the files are; its path is part of the documents' ids */
    ScriptedIngestion(Path folder, int documents, long seed) {
        this.folder = folder;
        this.texts = new RandomText(new Random(seed));
        for (int i = 0; i < documents; i++) {
            histories.add(history(i));
        }
    }

    private List<Content> history(int number) {
        Content first = content(3, 25);
        // Every twentieth is more than one event holds.
        if (number % 20 == 9) {
            return List.of(
                    new Content(texts.sentencesOfLongNames(700)), first, new Content(texts.sentencesOfLongNames(400)));
        }
        return switch (number % 11) {
            case 0 -> List.of(first);
            case 1 -> List.of(first, content(3, 25));
            case 2 -> List.of(first, content(30, 25), content(3, 10));
            case 3 -> List.of(first, GONE);
            case 4 -> List.of(first, content(3, 25), GONE);
            case 5 -> List.of(first, GONE, content(3, 25));
            case 6 -> List.of(first, content(3, 25), first);
            case 7 -> List.of(first, EMPTY);
            case 8 -> List.of(EMPTY, first);
            case 9 -> List.of(first, first);
            default -> List.of(first, new Content(first.text(), "group:staff"), content(3, 25));
        };
    }

    private Content content(int sentences, int more) {
        return new Content(texts.sentences(sentences, more));
    }

    Path folder() {
        return folder;
    }

    /** Takes every step through the stack, and waits until all has settled. */
    void run(RunningStack stack) throws IOException {
        register(stack);
        int steps = histories.stream().mapToInt(List::size).max().orElse(0);
        for (int step = 0; step < steps; step++) {
            take(stack, step);
            stack.awaitQuiet();
        }
        assertThat(stack.deadLetters()).isEmpty();
    }

    private void take(RunningStack stack, int step) {
        try (ExecutorService senders = Executors.newFixedThreadPool(SENDERS)) {
            List<Callable<Boolean>> calls = new ArrayList<>();
            for (int i = 0; i < histories.size(); i++) {
                int number = i;
                List<Content> history = histories.get(number);
                if (step < history.size()) {
                    calls.add(() -> {
                        if (number % 3 == 2) {
                            upload(stack, number, history.get(step));
                        } else {
                            write(stack, number, history.get(step), step);
                        }
                        return true;
                    });
                }
            }
            for (Future<Boolean> call : senders.invokeAll(calls)) {
                call.get();
            }
        } catch (ExecutionException e) {
            throw new AssertionError("a change was not taken", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    void register(RunningStack stack) {
        ObjectNode root = RunningStack.JSON.createObjectNode().put("root", folder.toString());
        assertThat(stack.postJson("/v1/sources", root.toString()).statusCode()).isEqualTo(200);
    }

    private void write(RunningStack stack, int number, Content content, int step) throws IOException {
        Path file = folder.resolve("d" + number + (number % 2 == 0 ? ".md" : ".txt"));
        ObjectNode data = RunningStack.JSON.createObjectNode();
        String kind = "changed";
        if (content.equals(GONE)) {
            data.put("uri", FolderUris.of(file));
            Files.delete(file);
            kind = "removed";
        } else {
            String heading = number % 2 == 0 && !content.equals(EMPTY) ? "# Tale " + number + "\n\n" : "";
            Files.writeString(file, heading + content.text());
            Instant changed = EPOCH.plusSeconds(step);
            Files.setLastModifiedTime(file, FileTime.from(changed));
            data.put("uri", FolderUris.of(file));
            data.put("size", Files.size(file));
            data.put("modifiedAt", changed.toString());
        }
        HttpResponse<String> taken = stack.send(HttpRequest.newBuilder(URI.create(stack.url("/")))
                .header("ce-specversion", "1.0")
                .header("ce-id", "d" + number + "-" + step)
                .header("ce-source", "urn:millrace:test")
                .header("ce-type", "millrace.file." + kind + ".v1")
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(data.toString())));
        assertThat(taken.statusCode()).as(taken.body()).isEqualTo(204);
    }

    private static void upload(RunningStack stack, int number, Content content) {
        String uri = "upload:d" + number;
        if (content.equals(GONE)) {
            String id = DocumentKey.of(DocumentKey.DEFAULT_TENANT, uri).id();
            HttpResponse<String> deleted =
                    stack.send(HttpRequest.newBuilder(URI.create(stack.url("/v1/documents/" + id)))
                            .DELETE());
            assertThat(deleted.statusCode()).as(deleted.body()).isEqualTo(200);
            return;
        }
        HttpResponse<String> uploaded = stack.send(HttpRequest.newBuilder(URI.create(stack.url(
                        "/v1/documents?uri=" + uri + "&title=Upload%20" + number + "&access=" + content.access())))
                .header("Content-Type", "text/plain")
                .POST(BodyPublishers.ofString(content.text())));
        JsonNode accepted = stack.json(uploaded);
        assertThat(uploaded.statusCode()).as(accepted.toString()).isEqualTo(202);
    }
}
