package io.millrace.core.state;

import io.millrace.core.document.BlobStore;
import io.millrace.core.document.SourceRegistry;
import io.millrace.core.feedback.FeedbackStore;

/**
 * What functions keep for each other beside the index, in one place that all of them reach: what one pod takes, another works on, and neither need be there a
 * minute later. Each of its parts is safe for use by many threads and, but for the folder's, by many processes.
 *
 * @param uploads from when they are taken
 * @param answers of the event path, until somebody fetches them
 * @param feedback what people say of answers
 * @param buckets that were registered while Millrace ran
 * @param pages of the web that were registered
 */
public record SharedState(
        BlobStore uploads, AnswerStore answers, FeedbackStore feedback, SourceRegistry buckets, SourceRegistry pages) {}
