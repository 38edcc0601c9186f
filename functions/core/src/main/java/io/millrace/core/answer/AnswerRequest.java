package io.millrace.core.answer;

/**
 * @param question as asked
 * @param mode how to answer
 * @param options what is wanted of the generator, if it comes to that
 */
public record AnswerRequest(String question, AnswerMode mode, GenerationOptions options) {

    public AnswerRequest(String question, AnswerMode mode) {
        this(question, mode, GenerationOptions.none());
    }
}
