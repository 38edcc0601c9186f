package io.millrace.modelserver;

import de.kherud.llama.InferenceParameters;
import de.kherud.llama.LlamaIterator;
import de.kherud.llama.LlamaModel;
import de.kherud.llama.ModelParameters;
import de.kherud.llama.Pair;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * llama.cpp with one model and several slots: each reply under way has a slot, all of them share each run of the model, and a slot keeps what it has read, so
 * that the same beginning is not read again. Safe for use by many threads, of which each blocks for its reply's next token.
 */
final class LlamaEngine implements AutoCloseable {

    /** How much of a prompt is read at once, while replies of other slots go on by one token; a CPU reads no faster with more. */
    private static final int BATCH_TOKENS = 128;

    /** What takes the place of message i while the template is laid out. */
    private static final Pattern PLACE = Pattern.compile("millrace-message-([0-9]+)-text");

    /** What chat templates are made of, in the notations of the models that llama.cpp runs. */
    private static final Pattern CONTROL =
            Pattern.compile("<(?=\\||/?(?:s|bos|eos|start_of_turn|end_of_turn)>)|\\[(?=/?INST])");

    static {
        LlamaLibrary.load();
    }

    /** One would do but where its thread is kept from running just then; each is a millisecond or a few. */
    private static final int EMPTY_ROUNDS = 8;

    private static final long ROUND_NANOS = 1_000_000;

    private final LlamaModel model;

    /**
     * @param contextTokens of each slot
     * @throws RuntimeException where llama.cpp can't load it
     */
    LlamaEngine(Path gguf, int contextTokens, int slots, int threads) {
        this.model = new LlamaModel(new ModelParameters()
                .setModel(gguf.toString())
                .setCtxSize(contextTokens * slots)
                .setParallel(slots)
                .setBatchSize(BATCH_TOKENS)
                .setUbatchSize(BATCH_TOKENS)
                .setThreads(threads)
                .setThreadsBatch(threads)
                // Where the context is full a reply ends; else it would go on without its beginning.
                .disableContextShift()
                .disableLog());
        letItIdle();
    }

    /**
     * llama.cpp's server empties its cache the first time that it has nothing to do, but its slots go on believing that they hold what they read; where a reply
     * came before that, the next of the same beginning would be nonsense. Nothing tells when it was, so its thread is woken for prompts that are
     * empty, of which no slot keeps anything, and left alone after each.
     */
    private void letItIdle() {
        for (int round = 0; round < EMPTY_ROUNDS; round++) {
            LlamaIterator nothing = model.generate(
                            new InferenceParameters("").setNPredict(1).setCachePrompt(false))
                    .iterator();
            while (nothing.hasNext()) {
                nothing.next();
            }
            LockSupport.parkNanos(ROUND_NANOS);
        }
    }

    /** The messages as the model was trained to read them. */
    String prompt(List<ChatRequest.Message> messages) {
        // The library's template garbles what is not in Unicode's first plane, and then cuts the prompt off: it gets to
        // see no text.
        List<String> texts = new ArrayList<>();
        List<Pair<String, String>> turns = new ArrayList<>();
        StringBuilder system = new StringBuilder();
        for (ChatRequest.Message message : messages) {
            String place = "millrace-message-" + texts.size() + "-text";
            texts.add(withoutControlTokens(message.content()));
            if (message.role().equals("system")) {
                system.append(system.isEmpty() ? "" : "\n\n").append(place);
            } else {
                turns.add(new Pair<>(message.role(), place));
            }
        }
        String template =
                model.applyTemplate(new InferenceParameters("").setMessages(system.toString(), List.copyOf(turns)));
        return PLACE.matcher(template)
                .replaceAll(
                        (MatchResult place) -> Matcher.quoteReplacement(texts.get(Integer.parseInt(place.group(1)))));
    }

    /** Text must not end its own turn: control tokens are taken apart. */
    static String withoutControlTokens(String text) {
        return CONTROL.matcher(text).replaceAll("$0 ");
    }

    int tokens(String text) {
        return model.encode(text).length;
    }

    /** Begins a reply: one output a token, but none for a token that ends within a character, and an empty one at the end. */
    LlamaIterator begin(String prompt, ChatRequest request, int maxTokens) {
        InferenceParameters parameters = new InferenceParameters(prompt)
                .setNPredict(maxTokens)
                .setTemperature((float) request.temperature())
                .setTopP((float) request.topP())
                .setCachePrompt(true);
        if (request.seed() != null) {
            parameters.setSeed(request.seed());
        }
        if (request.grammar() != null) {
            parameters.setGrammar(request.grammar());
        }
        if (!request.stop().isEmpty()) {
            parameters.setStopStrings(request.stop().toArray(String[]::new));
        }
        return model.generate(parameters).iterator();
    }

    /** Ends llama.cpp's thread; nobody may wait for a token any more. */
    @Override
    public void close() {
        model.close();
    }
}
