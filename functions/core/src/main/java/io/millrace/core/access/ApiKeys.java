package io.millrace.core.access;

import java.util.List;
import java.util.Optional;

/** The keys that there are at this moment. */
public interface ApiKeys {

    List<ApiKey> all();

    /** The key that {@code presented} is; empty for a wrong one, one that was revoked, or none of ours. */
    default Optional<ApiKey> find(String presented) {
        return all().stream().filter(key -> key.isThis(presented)).findFirst();
    }
}
