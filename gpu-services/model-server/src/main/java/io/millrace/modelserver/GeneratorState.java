package io.millrace.modelserver;

/** Whether there is a generator. */
sealed interface GeneratorState {

    record Ready(LlamaGenerator generator) implements GeneratorState {}

    /** @param reason for a person */
    record Absent(String reason) implements GeneratorState {}
}
