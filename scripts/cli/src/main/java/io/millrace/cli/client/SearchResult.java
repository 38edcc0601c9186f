package io.millrace.cli.client;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * @param passages the best first
 * @param timings milliseconds by step
 */
public record SearchResult(
        List<PassageView> passages, @Nullable JsonNode timings) {}
