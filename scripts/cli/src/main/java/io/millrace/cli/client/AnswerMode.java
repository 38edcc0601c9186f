package io.millrace.cli.client;

/** How an answer is made; the API chooses by model id. */
public enum AnswerMode {
    /** The server decides. */
    AUTO("millrace"),
    /** The documents' own sentences. */
    QUOTE("millrace-quote"),
    /** The model's sentences, as far as the documents support them. */
    GENERATE("millrace-generate");

    private final String model;

    AnswerMode(String model) {
        this.model = model;
    }

    String model() {
        return model;
    }
}
