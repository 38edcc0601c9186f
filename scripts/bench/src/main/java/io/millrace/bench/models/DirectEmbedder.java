package io.millrace.bench.models;

import ai.djl.huggingface.tokenizers.Encoding;
import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import io.millrace.catalog.CatalogEntry;
import io.millrace.core.embed.Embedding;
import java.io.IOException;
import java.nio.LongBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;

/** Tokenizer and ONNX Runtime as a program calls them that has nothing else to do: a text a run, one thread a run. Safe for use by many threads. */
final class DirectEmbedder implements AutoCloseable {

    static {
        // DJL would otherwise look whether it runs on EC2 and report its use.
        System.setProperty("OPT_OUT_TRACKING", "true");
        System.setProperty("ai.djl.offline", "true");
    }

    private final OrtEnvironment environment = OrtEnvironment.getEnvironment();
    private final HuggingFaceTokenizer tokenizer;
    private final OrtSession session;

    DirectEmbedder(CatalogEntry entry, Path folder) throws IOException, OrtException {
        this.tokenizer = HuggingFaceTokenizer.newInstance(
                folder.resolve(entry.file("tokenizer").name()),
                Map.of("addSpecialTokens", "true", "truncation", "false", "padding", "false"));
        try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
            options.setIntraOpNumThreads(1);
            options.setInterOpNumThreads(1);
            this.session = environment.createSession(
                    folder.resolve(entry.file("model").name()).toString(), options);
        }
    }

    /** Tokens of a text, the special ones first and last. */
    Encoding tokens(String text) {
        return tokenizer.encode(text);
    }

    Embedding embed(String text) throws OrtException {
        long[] ids = tokens(text).getIds();
        long[] mask = new long[ids.length];
        Arrays.fill(mask, 1);
        long[] form = {1, ids.length};
        try (OnnxTensor input = OnnxTensor.createTensor(environment, LongBuffer.wrap(ids), form);
                OnnxTensor attention = OnnxTensor.createTensor(environment, LongBuffer.wrap(mask), form);
                OnnxTensor types = OnnxTensor.createTensor(environment, LongBuffer.allocate(ids.length), form);
                OrtSession.Result result =
                        session.run(Map.of("input_ids", input, "attention_mask", attention, "token_type_ids", types))) {
            float[][] states = ((float[][][]) result.get(0).getValue())[0];
            float[] sum = new float[states[0].length];
            for (float[] state : states) {
                for (int i = 0; i < sum.length; i++) {
                    sum[i] += state[i];
                }
            }
            return Embedding.of(sum);
        }
    }

    @Override
    public void close() throws OrtException {
        session.close();
        tokenizer.close();
    }
}
