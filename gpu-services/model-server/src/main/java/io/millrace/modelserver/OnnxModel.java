package io.millrace.modelserver;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.function.IntPredicate;

/**
 * A model that reads tokens, under ONNX Runtime. One thread a run, many runs at once: on a CPU that does more than many threads a run, and leaves a core
 * free for whoever asks meanwhile.
 */
final class OnnxModel implements AutoCloseable {

    private static final Map<String, String> SESSION = Map.of(
            "session.intra_op.allow_spinning", "0",
            "session.inter_op.allow_spinning", "0");

    private static final Set<String> KNOWN = Set.of(TokenInputs.IDS, TokenInputs.MASK, TokenInputs.TYPES);

    private final OrtEnvironment environment = OrtEnvironment.getEnvironment();
    private final OrtSession session;
    private final Set<String> inputs;
    private final String output;

    /**
     * Takes the first output that fits.
     *
     * @param dimensions whether an output of so many dimensions is the one that is wanted
     */
    OnnxModel(Path file, IntPredicate dimensions) throws IOException {
        try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
            options.setIntraOpNumThreads(1);
            options.setInterOpNumThreads(1);
            for (Map.Entry<String, String> entry : SESSION.entrySet()) {
                options.addConfigEntry(entry.getKey(), entry.getValue());
            }
            this.session = environment.createSession(file.toString(), options);
            this.inputs = Set.copyOf(session.getInputNames());
            this.output = output(session, dimensions);
        } catch (OrtException e) {
            throw new IOException("ONNX Runtime can't load " + file + ": " + e.getMessage(), e);
        }
        if (!KNOWN.containsAll(inputs) || output.isEmpty()) {
            close();
            throw new IOException(file + " takes " + inputs + ", but of " + KNOWN
                    + " is known what they are; or it gives no output of the form that is wanted");
        }
    }

    private static String output(OrtSession session, IntPredicate dimensions) throws OrtException {
        for (Map.Entry<String, ai.onnxruntime.NodeInfo> each :
                session.getOutputInfo().entrySet()) {
            if (each.getValue().getInfo() instanceof TensorInfo tensor && dimensions.test(tensor.getShape().length)) {
                return each.getKey();
            }
        }
        return "";
    }

    OrtEnvironment environment() {
        return environment;
    }

    /** For one thread. */
    TokenInputs inputs(int window) {
        return new TokenInputs(environment, inputs, window);
    }

    /** Writes into the tensor that is given. */
    void run(Map<String, OnnxTensor> tokens, OnnxTensor into) throws OrtException {
        session.run(tokens, Set.of(), Map.of(output, into)).close();
    }

    /** All values of the output. */
    float[] run(Map<String, OnnxTensor> tokens) throws OrtException {
        try (OrtSession.Result result = session.run(tokens, Set.of(output))) {
            java.nio.FloatBuffer values = ((OnnxTensor) result.get(0)).getFloatBuffer();
            float[] copy = new float[values.remaining()];
            values.get(copy);
            return copy;
        }
    }

    @Override
    public void close() {
        try {
            session.close();
        } catch (OrtException e) {
            throw new IllegalStateException("ONNX Runtime can't close its session", e);
        }
    }
}
