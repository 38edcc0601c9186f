package io.millrace.modelserver;

import io.millrace.core.embed.PassageText;
import java.util.List;

/** Gives texts their vectors. */
interface TextEmbedder {

    /** One result for each text, same order; BUSY when the line is full. */
    List<TextVectors> embed(List<PassageText> texts) throws InterruptedException;
}
