package io.millrace.core.answer;

/**
 * @param question as asked
 * @param mode how to answer
 * @param options what is wanted of the generator, if it comes to that
 * @param explain whether the answer tells what was made of each sentence
 */
public record AnswerRequest(String question, AnswerMode mode, GenerationOptions options, boolean explain) {

    public AnswerRequest(String question, AnswerMode mode, GenerationOptions options) {
        this(question, mode, options, false);
    }

    public AnswerRequest(String question, AnswerMode mode) {
        this(question, mode, GenerationOptions.none());
    }
}
