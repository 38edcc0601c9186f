package io.millrace.cli.evaluation;

import io.millrace.cli.client.DocumentView;
import io.millrace.cli.client.FileBody;
import io.millrace.cli.client.InFlight;
import io.millrace.cli.client.MillraceClient;
import io.millrace.cli.client.RefusedException;
import io.millrace.cli.client.Settlement;
import io.millrace.cli.client.Upload;
import io.millrace.cli.session.CliFailure;
import io.millrace.cli.session.Counted;
import io.millrace.cli.session.Output;
import io.millrace.cli.session.Progress;
import io.millrace.core.document.DocumentKey;
import java.net.URLConnection;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import okhttp3.MediaType;
import okhttp3.RequestBody;

/** A corpus through the whole event chain: one upload, and so one event, a document. */
public final class CorpusIngestion {

    private static final int AT_ONCE = 32;

    /**
     * @param names the corpus id of each document that can be found, by document id
     * @param rejected how many were not indexed
     * @param seconds from the first upload to the last document that can be found
     * @param indexed those that can be found, as the API shows them
     */
    public record Result(Map<String, String> names, int rejected, double seconds, List<DocumentView> indexed) {

        public double documentsPerSecond() {
            return names.size() / seconds;
        }
    }

    private final MillraceClient client;
    private final Output output;

    public CorpusIngestion(MillraceClient client, Output output) {
        this.client = client;
        this.output = output;
    }

    /** Documents without text are left out, which is said: there is nothing in them to be found. */
    public Result run(List<CorpusDocument> all) {
        List<CorpusDocument> corpus =
                all.stream().filter(CorpusDocument::hasContent).toList();
        if (corpus.size() < all.size()) {
            output.note("left out, since they have no text: " + Counted.of(all.size() - corpus.size(), "document"));
        }
        Map<String, String> names = new HashMap<>();
        List<String> ids = new ArrayList<>();
        for (CorpusDocument document : corpus) {
            String id =
                    DocumentKey.of(DocumentKey.DEFAULT_TENANT, document.uri()).id();
            names.put(id, document.id());
            ids.add(id);
        }
        long start = System.nanoTime();
        upload(corpus);
        Collection<DocumentView> settled;
        try (Progress progress = output.progress("indexing", "documents", ids.size())) {
            settled = new Settlement(client).await(ids, progress::at).values();
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        int rejected = 0;
        List<DocumentView> indexed = new ArrayList<>();
        for (DocumentView document : settled) {
            if (document.is("indexed")) {
                indexed.add(document);
            } else {
                output.note("not indexed: " + document.uri() + "  " + document.code() + ": " + document.reason());
                names.remove(document.id());
                rejected++;
            }
        }
        return new Result(names, rejected, seconds, indexed);
    }

    private void upload(List<CorpusDocument> corpus) {
        AtomicLong sent = new AtomicLong();
        try (Progress progress = output.progress("sending", "documents", corpus.size())) {
            InFlight.each(corpus, AT_ONCE, document -> {
                try {
                    client.upload(new Upload(document.uri(), document.title(), List.of(), body(document)));
                } catch (RefusedException e) {
                    throw new CliFailure(
                            CliFailure.FAILED, "document " + document.id() + " was refused: " + e.getMessage());
                }
                progress.at(sent.incrementAndGet());
            });
        }
    }

    private static RequestBody body(CorpusDocument document) {
        if (document.file() == null) {
            return RequestBody.create(
                    document.text().getBytes(StandardCharsets.UTF_8), MediaType.get("text/plain; charset=utf-8"));
        }
        String type = URLConnection.guessContentTypeFromName(
                document.file().getFileName().toString());
        return new FileBody(document.file(), MediaType.get(type == null ? "application/octet-stream" : type));
    }
}
