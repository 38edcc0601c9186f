package io.millrace.cli.bench;

import io.millrace.cli.client.DocumentView;
import io.millrace.cli.client.MillraceClient;
import io.millrace.cli.evaluation.CorpusDocument;
import io.millrace.cli.evaluation.CorpusIngestion;
import io.millrace.cli.session.Output;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * Documents through the whole chain: all at once, which tells how fast the chain is, then a sample one by one, which tells what each stage costs. In this
 * order, since the first documents pay for code that has not been loaded yet, in the parser of their format too.
 */
final class IngestBench {

    private final MillraceClient client;
    private final Output output;

    IngestBench(MillraceClient client, Output output) {
        this.client = client;
        this.output = output;
    }

    /**
     * @param sample how many go one by one, evenly from the whole
     * @return the results by name
     */
    Map<String, Object> run(List<CorpusDocument> documents, int sample) {
        output.note("all " + documents.size() + " documents at once");
        CorpusIngestion.Result all;
        OptionalDouble megabytes;
        try (MemoryPeak memory = new MemoryPeak(client)) {
            all = new CorpusIngestion(client, output).run(documents);
            megabytes = memory.megabytes();
        }
        output.note("a sample of " + sample + " documents, one by one");
        StageSums alone = StageSums.of(oneByOne(documents, sample));
        List<DocumentView> indexed = all.indexed();
        Map<String, Object> results = new LinkedHashMap<>();
        results.put("stages", StageSums.of(indexed).stages());
        results.put("documentsPerSecond", rounded(all.documentsPerSecond()));
        megabytes.ifPresent(known -> results.put("rssMegabytes", rounded(known)));
        results.put("documents", indexed.size());
        results.put("rejected", all.rejected());
        results.put("chunks", indexed.stream().mapToLong(DocumentView::chunks).sum());
        results.put("seconds", rounded(all.seconds()));
        results.put("oneByOne", alone.stages());
        results.put("parseAndChunkToEmbedding", alone.parseAndChunkToEmbedding());
        return results;
    }

    private List<DocumentView> oneByOne(List<CorpusDocument> documents, int sample) {
        List<DocumentView> indexed = new ArrayList<>();
        CorpusIngestion ingestion = new CorpusIngestion(client, Output.silent());
        for (int i = 0; i < sample; i++) {
            CorpusDocument document = documents.get((int) ((long) i * documents.size() / sample));
            // Under a name of its own: as the very same document it would be nothing new.
            CorpusDocument again =
                    new CorpusDocument("alone/" + document.id(), document.title(), document.text(), document.file());
            indexed.addAll(ingestion.run(List.of(again)).indexed());
        }
        return indexed;
    }

    private static double rounded(double value) {
        return Math.round(value * 100) / 100.0;
    }
}
