package io.millrace.core.answer;

import java.time.Duration;

/**
 * @param firstText until the first text was handed out
 * @param total until the answer was complete
 */
public record AnswerTimings(Duration firstText, Duration total) {}
