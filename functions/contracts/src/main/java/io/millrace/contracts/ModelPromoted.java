package io.millrace.contracts;

import java.time.Instant;

/**
 * A revision of a model is current in the catalog's volume. It may be said again.
 *
 * @param model its id in the catalog; the event's subject
 * @param revision that is current
 * @param promotedAt since when
 */
public record ModelPromoted(String model, String revision, Instant promotedAt) {

    public ModelPromoted {
        Require.notBlank("model", model);
        Require.notBlank("revision", revision);
        Require.present("promotedAt", promotedAt);
    }
}
