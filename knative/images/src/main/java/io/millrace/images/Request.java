package io.millrace.images;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the command line asks for.
 *
 * @param checkout where Millrace has been built
 * @param output the archive of a base, or the folder for the archives of images or for layouts; none for no archives
 * @param base an archive, or an image by its digest; none for one that is assembled here
 * @param build the images' tag
 * @param revision the commit that they are made of; none where nobody asks
 * @param only names of images; empty for all
 * @param push the registry to push to; none for none
 * @param starts how often each function is started
 */
record Request(
        Action action,
        Path checkout,
        @Nullable String output,
        @Nullable String base,
        @Nullable String build,
        @Nullable String revision,
        List<String> only,
        @Nullable String push,
        int starts) {

    enum Action {
        @JsonProperty("base")
        BASE,
        @JsonProperty("build")
        BUILD,
        @JsonProperty("coldstart")
        COLDSTART,
        @JsonProperty("layouts")
        LAYOUTS
    }

    Request {
        only = List.copyOf(only);
    }
}
