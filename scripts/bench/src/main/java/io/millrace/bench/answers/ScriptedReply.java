package io.millrace.bench.answers;

import io.millrace.core.answer.Generation;
import io.millrace.core.answer.GenerationRequest;
import io.millrace.core.answer.Generator;
import java.util.function.Consumer;

/** A generator that says what it was told to say. */
final class ScriptedReply implements Generator {

    private String reply = "";

    void willSay(String text) {
        reply = text;
    }

    @Override
    public String model() {
        return "scripted";
    }

    @Override
    public boolean trusted() {
        return true;
    }

    @Override
    public Generation generate(GenerationRequest request, Consumer<String> onText) {
        onText.accept(reply);
        return new Generation(reply, 0, 0, Generation.FinishReason.STOP);
    }
}
