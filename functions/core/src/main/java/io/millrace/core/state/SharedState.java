package io.millrace.core.state;

import io.millrace.core.document.BlobStore;
import io.millrace.core.document.SourceRegistry;
import io.millrace.core.feedback.FeedbackStore;

/**
 * What functions keep for each other beside the index, in one place that all of them reach: what one pod takes, another works on, and neither need be there a
 * minute later. Each of its parts is safe for use by many threads and, but for the folder's, by many processes.
 */
public interface SharedState {

    /** Uploads, from when they are taken. */
    BlobStore uploads();

    /** Answers of the event path, until somebody fetches them. */
    AnswerStore answers();

    /** What people say of answers. */
    FeedbackStore feedback();

    /** The sources of a kind that were registered while Millrace ran. */
    SourceRegistry sources(SourceRegistry.Kind kind);
}
