package io.millrace.modelserver;

import java.util.List;

/** Gives texts their vectors. */
interface TextEmbedder {

    /** One result for each text, same order; BUSY when the line is full or the work can't begin in time, TIMEOUT when it was too late. */
    List<TextVectors> embed(TextBatch batch) throws InterruptedException;
}
