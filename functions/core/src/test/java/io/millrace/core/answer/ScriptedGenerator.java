package io.millrace.core.answer;

import io.millrace.core.answer.Generation.FinishReason;
import io.millrace.core.problem.Problem.Category;
import io.millrace.core.problem.ProblemException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Says what the test wrote, piece by piece, then ends or fails. */
final class ScriptedGenerator implements Generator {

    private final boolean trusted;
    private final List<String> pieces;
    private final @Nullable Category failure;
    private final FinishReason finish;
    final List<GenerationRequest> requests = new ArrayList<>();

    private ScriptedGenerator(boolean trusted, String text, @Nullable Category failure, FinishReason finish) {
        this.trusted = trusted;
        this.pieces = List.of(text.split("(?<=\\G.{4})", -1));
        this.failure = failure;
        this.finish = finish;
    }

    static ScriptedGenerator saying(String text) {
        return new ScriptedGenerator(true, text, null, FinishReason.STOP);
    }

    static ScriptedGenerator untrusted(String text) {
        return new ScriptedGenerator(false, text, null, FinishReason.STOP);
    }

    static ScriptedGenerator cutOff(String text) {
        return new ScriptedGenerator(true, text, null, FinishReason.LENGTH);
    }

    static ScriptedGenerator failing(String text, Category failure) {
        return new ScriptedGenerator(true, text, failure, FinishReason.STOP);
    }

    @Override
    public String model() {
        return "scripted";
    }

    @Override
    public boolean trusted() {
        return trusted;
    }

    @Override
    public Generation generate(GenerationRequest request, Consumer<String> onText) {
        requests.add(request);
        pieces.forEach(onText);
        if (failure != null) {
            throw ProblemException.of(failure, "scripted-failure", "The script says so.");
        }
        return new Generation(String.join("", pieces), 50, 9, finish);
    }
}
