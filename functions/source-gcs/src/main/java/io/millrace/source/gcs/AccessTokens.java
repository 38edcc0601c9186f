package io.millrace.source.gcs;

import java.io.IOException;
import java.util.Optional;

/** Who calls. */
interface AccessTokens {

    /** A bearer token that is valid now; empty for a call without a name. */
    Optional<String> current() throws IOException;
}
