package io.millrace.core.index;

import io.millrace.core.embed.Embedding;
import java.util.List;

/** A search that has done what needs no vector. Ends with the snapshot that began it. */
public interface BegunSearch {

    /** What {@link IndexSnapshot#candidates} gives for the question and this, its embedding. */
    List<Candidate> candidates(Embedding vector);
}
