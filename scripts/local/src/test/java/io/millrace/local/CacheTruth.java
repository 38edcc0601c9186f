package io.millrace.local;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.cli.bench.FakeGenerator;
import io.millrace.core.answer.Answer;
import io.millrace.core.answer.AnswerMode;
import io.millrace.core.answer.AnswerSettings;
import io.millrace.core.answer.Answerer;
import io.millrace.core.answer.Generation;
import io.millrace.core.answer.Generation.FinishReason;
import io.millrace.core.answer.GenerationOptions;
import io.millrace.core.answer.GenerationRequest;
import io.millrace.core.answer.Generator;
import io.millrace.core.cache.AnswerCache;
import io.millrace.core.cache.Asked;
import io.millrace.core.cache.CacheSettings;
import io.millrace.core.cache.CacheUse;
import io.millrace.core.cache.CachedAnswer;
import io.millrace.core.cache.CachedAnswering;
import io.millrace.core.cache.Prepared;
import io.millrace.core.chunk.Block;
import io.millrace.core.chunk.Chunk;
import io.millrace.core.chunk.ChunkSettings;
import io.millrace.core.chunk.ParsedDocument;
import io.millrace.core.chunk.StructureChunker;
import io.millrace.core.document.AccessList;
import io.millrace.core.document.Digest;
import io.millrace.core.document.DocumentKey;
import io.millrace.core.document.Sequence;
import io.millrace.core.embed.Embedder;
import io.millrace.core.embed.Embedding;
import io.millrace.core.embed.PassageEmbedding;
import io.millrace.core.embed.PassageText;
import io.millrace.core.index.DocumentVersion;
import io.millrace.core.index.Visibility;
import io.millrace.core.ingest.BatchIndexer;
import io.millrace.core.ingest.Quotas;
import io.millrace.core.rerank.SentenceReranker;
import io.millrace.core.retrieve.Question;
import io.millrace.core.retrieve.RetrievalSettings;
import io.millrace.core.retrieve.Retriever;
import io.millrace.core.text.Sentences;
import io.millrace.core.text.Span;
import io.millrace.index.lucene.LuceneSettings;
import io.millrace.index.lucene.LuceneStore;
import io.millrace.testkit.MapAnswerCache;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.lucene.store.ByteBuffersDirectory;

/**
 * Are kept answers what would be answered anew? Questions of a dataset are answered and kept; then its documents are edited, removed or added, one after
 * the other, and after each change some of the questions, at random, are asked with the cache and without.
 */
final class CacheTruth {

    /** What happens to documents. */
    enum Change {
        EDIT,
        REMOVE,
        ADD,
        /** Each of the others, at random. */
        ANY
    }

    /**
     * @param questions how many answers are kept
     * @param changes how many changes there are
     * @param asked how many of the questions are asked after each
     */
    record Size(int questions, int changes, int asked) {}

    /**
     * What came of it.
     *
     * @param asked questions, after all changes together
     * @param unsearched answers that were served without a search
     * @param wrong those of them that cite other passages than a new answer
     * @param renewed answers that a search found to hold
     * @param evicted answers that a search found to rest on other passages
     * @param needed answers that did not cite what a new answer would
     * @param served answers that were marked as cached
     * @param servedWrong those of them that cite other passages than a new answer
     */
    record Result(
            int asked, int unsearched, int wrong, long renewed, long evicted, int needed, int served, int servedWrong) {

        Result plus(Result other) {
            return new Result(
                    asked + other.asked,
                    unsearched + other.unsearched,
                    wrong + other.wrong,
                    renewed + other.renewed,
                    evicted + other.evicted,
                    needed + other.needed,
                    served + other.served,
                    servedWrong + other.servedWrong);
        }

        static final Result NONE = new Result(0, 0, 0, 0, 0, 0, 0, 0);
    }

    private record Paragraph(String id, String title, String text) {}

    private static final List<Change> SINGLE = List.of(Change.EDIT, Change.REMOVE, Change.ADD);
    private static final Pattern NUMBER = Pattern.compile("\\b\\d{2,4}\\b");

    private final RememberedModel model;
    private final List<Paragraph> paragraphs = new ArrayList<>();
    private final List<String> questions = new ArrayList<>();
    private final Map<String, Embedding> asked = new ConcurrentHashMap<>();

    /**
     * @param dataset a folder with {@code corpus.jsonl} and {@code queries.jsonl}
     */
    CacheTruth(RememberedModel model, Path dataset) throws IOException {
        this.model = model;
        for (String line : Files.readAllLines(dataset.resolve("corpus.jsonl"))) {
            JsonNode json = RunningStack.JSON.readTree(line);
            paragraphs.add(new Paragraph(
                    json.path("_id").asText(),
                    json.path("title").asText(),
                    json.path("text").asText()));
        }
        for (String line : Files.readAllLines(dataset.resolve("queries.jsonl"))) {
            questions.add(RunningStack.JSON.readTree(line).path("text").asText());
        }
    }

    /** @param mode QUOTE, or GENERATE with a generator that says what its passages say */
    Result run(Change change, AnswerMode mode, CacheSettings settings, Size size, long seed) {
        try (Trial trial = new Trial(mode, settings, new Random(seed))) {
            return trial.run(change, size);
        }
    }

    /** One index with its changes. */
    private final class Trial implements AutoCloseable {

        private final LuceneStore store =
                LuceneStore.open(new ByteBuffersDirectory(), LuceneSettings.defaults(), Clock.systemUTC());
        private final StructureChunker chunker = new StructureChunker(model, ChunkSettings.DEFAULT);
        private final BatchIndexer indexer = new BatchIndexer(model, store, store, Quotas.NONE);
        private final Map<String, CachedAnswer> kept = new HashMap<>();
        private final AnswerMode mode;
        private final Random random;
        private final CachedAnswering cached;
        private final CachedAnswering anew;
        private final List<Paragraph> present = new ArrayList<>();
        private final List<Paragraph> absent = new ArrayList<>();
        private long changes;

        Trial(AnswerMode mode, CacheSettings settings, Random random) {
            this.mode = mode;
            this.random = random;
            this.cached = answering(new MapAnswerCache(kept), settings);
            this.anew = answering(AnswerCache.NONE, settings);
        }

        private CachedAnswering answering(AnswerCache cache, CacheSettings settings) {
            RetrievalSettings retrieval = RetrievalSettings.DEFAULT;
            return new CachedAnswering(
                    cache,
                    settings,
                    store::snapshot,
                    new RememberedQuestions(),
                    new Retriever(store::snapshot, new SentenceReranker(), retrieval),
                    retrieval,
                    "sentences",
                    new Answerer(store::snapshot, new EchoGenerator(), AnswerSettings.LAPTOP),
                    10);
        }

        Result run(Change change, Size size) {
            List<Paragraph> shuffled = new ArrayList<>(paragraphs);
            Collections.shuffle(shuffled, random);
            int without = change == Change.ADD ? size.changes() : change == Change.ANY ? size.changes() / 2 : 0;
            absent.addAll(shuffled.subList(0, without));
            present.addAll(shuffled.subList(without, shuffled.size()));
            present.forEach(this::publish);
            List<String> chosen = new ArrayList<>(questions);
            Collections.shuffle(chosen, random);
            List<String> all = chosen.subList(0, size.questions());
            all.forEach(question -> ask(cached, question));
            Result result = Result.NONE;
            for (int i = 0; i < size.changes(); i++) {
                change(change == Change.ANY ? SINGLE.get(random.nextInt(SINGLE.size())) : change);
                List<String> some = new ArrayList<>(all);
                Collections.shuffle(some, random);
                for (String question : some.subList(0, size.asked())) {
                    result = result.plus(compare(question));
                }
            }
            return result;
        }

        private Result compare(String question) {
            long renewed = cached.counts().renewed();
            long evicted = cached.counts().evicted();
            Prepared prepared = cached.prepare(asked(question));
            List<String> before = cited(Optional.ofNullable(prepared.kept())
                    .map(CachedAnswer::answer)
                    .orElseThrow());
            var outcome = cached.answer(prepared, GenerationOptions.none(), text -> {});
            List<String> now = cited(outcome.answer());
            List<String> right = cited(ask(anew, question));
            boolean unsearched = prepared.retrieval().isEmpty();
            boolean wrong = !now.equals(right);
            return new Result(
                    1,
                    unsearched ? 1 : 0,
                    unsearched && wrong ? 1 : 0,
                    cached.counts().renewed() - renewed,
                    cached.counts().evicted() - evicted,
                    before.equals(right) ? 0 : 1,
                    outcome.cached() ? 1 : 0,
                    outcome.cached() && wrong ? 1 : 0);
        }

        private Answer ask(CachedAnswering answering, String question) {
            return answering
                    .answer(answering.prepare(asked(question)), GenerationOptions.none(), text -> {})
                    .answer();
        }

        private Asked asked(String question) {
            return new Asked(
                    new Question(question, Visibility.anonymous(DocumentKey.DEFAULT_TENANT)),
                    mode,
                    GenerationOptions.none(),
                    CacheUse.NORMAL,
                    false);
        }

        private void change(Change change) {
            switch (change) {
                case EDIT -> {
                    Paragraph edited = edited(present.remove(random.nextInt(present.size())));
                    present.add(edited);
                    publish(edited);
                }
                case REMOVE -> {
                    Paragraph removed = present.remove(random.nextInt(present.size()));
                    DocumentKey key = key(removed);
                    store.remove(key, uri(removed), Sequence.ofNumber(++changes), Instant.EPOCH);
                }
                case ADD -> {
                    Paragraph added = absent.removeLast();
                    present.add(added);
                    publish(added);
                }
                case ANY -> throw new IllegalArgumentException("one at a time");
            }
        }

        /** Another number, a sentence less, or a sentence of another paragraph. */
        private Paragraph edited(Paragraph paragraph) {
            String text = paragraph.text();
            List<Span> sentences = Sentences.split(text);
            Matcher number = NUMBER.matcher(text);
            int kind = random.nextInt(3);
            if (kind == 0 && number.find()) {
                text = text.substring(0, number.start())
                        + (Integer.parseInt(number.group()) + 1)
                        + text.substring(number.end());
            } else if (kind == 1 && sentences.size() > 1) {
                Span gone = sentences.get(random.nextInt(sentences.size()));
                text = (text.substring(0, gone.start()) + text.substring(gone.end())).strip();
            } else {
                String other = paragraphs.get(random.nextInt(paragraphs.size())).text();
                List<Span> theirs = Sentences.split(other);
                text = text + " " + theirs.get(random.nextInt(theirs.size())).of(other);
            }
            return new Paragraph(paragraph.id(), paragraph.title(), text);
        }

        private void publish(Paragraph paragraph) {
            DocumentKey key = key(paragraph);
            String text = paragraph.text();
            ParsedDocument document = new ParsedDocument(
                    paragraph.title(),
                    "text/plain",
                    text,
                    List.of(new Block.Paragraph(new Span(0, text.length()), null)),
                    Map.of());
            List<Chunk> chunks = chunker.chunk(key.id(), document);
            DocumentVersion version = new DocumentVersion(
                    key,
                    Digest.of(key.id(), text, Long.toString(changes)),
                    Sequence.ofNumber(++changes),
                    chunker.configuration(),
                    uri(paragraph),
                    paragraph.title(),
                    "text/plain",
                    null,
                    Map.of(),
                    AccessList.EVERYONE,
                    Instant.EPOCH,
                    text.length(),
                    null);
            indexer.index(version, 0, 1, chunks);
        }

        @Override
        public void close() {
            store.close();
        }
    }

    private static DocumentKey key(Paragraph paragraph) {
        return DocumentKey.of(DocumentKey.DEFAULT_TENANT, uri(paragraph));
    }

    private static String uri(Paragraph paragraph) {
        return "eval:" + paragraph.id();
    }

    private static List<String> cited(Answer answer) {
        return answer.citations().stream()
                .map(citation -> citation.document() + "/" + citation.chunk())
                .distinct()
                .sorted()
                .toList();
    }

    /** Embeds each question once. */
    private final class RememberedQuestions implements Embedder {

        @Override
        public String model() {
            return model.model();
        }

        @Override
        public List<PassageEmbedding> embedPassages(List<PassageText> passages) {
            return model.embedPassages(passages);
        }

        @Override
        public Embedding embedQuestion(String question) {
            return asked.computeIfAbsent(question, model::embedQuestion);
        }
    }

    /** Says what its passages say. */
    private static final class EchoGenerator implements Generator {

        @Override
        public String model() {
            return "echo";
        }

        @Override
        public boolean trusted() {
            return true;
        }

        @Override
        public Generation generate(GenerationRequest request, Consumer<String> onText) {
            String text = FakeGenerator.passages(request.messages().getLast().content());
            onText.accept(text);
            return new Generation(text, 1, 1, FinishReason.STOP);
        }
    }
}
