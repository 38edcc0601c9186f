package io.millrace.source.folder;

import io.millrace.core.document.AccessList;
import io.millrace.core.document.SourceRoot;
import io.millrace.core.document.SourceRoots;
import io.millrace.core.problem.Problem;
import io.millrace.core.problem.Problem.Category;
import io.millrace.core.problem.ProblemException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The pages of the web that were registered, in {@code pages.json} of the data directory; many threads and processes may ask, one process registers. Each is a
 * document of its own, whatever its address ends with.
 */
public final class RegisteredPages implements SourceRoots {

    /** How many there may be: the file is written whole at each change. */
    static final int MAX_PAGES = 10_000;

    private final RegisteredUris pages;

    /** Reads {@code pages.json} in {@code data}, if there is one. */
    public RegisteredPages(Path data) {
        String tooMany = "at most " + MAX_PAGES + " pages can be registered; delete some documents of pages first";
        this.pages = new RegisteredUris(
                data.resolve("pages.json"), MAX_PAGES, new Problem(Category.UNPROCESSABLE, "pages-too-many", tooMany));
    }

    @Override
    public List<SourceRoot> roots() {
        return pages.roots();
    }

    /**
     * Adds pages, or changes who may see them; durable on return.
     *
     * @param uris canonical
     * @param access null for who could see each before, and everyone for a new one
     * @return them, in the same order
     * @throws ProblemException UNPROCESSABLE where there would be too many
     */
    public List<SourceRoot> register(List<String> uris, @Nullable AccessList access) {
        return pages.register(uris, access, null);
    }

    /** Forgets a page, so that no schedule brings it back; durable on return. Nothing happens where it is not registered. */
    public void unregister(String uri) {
        pages.unregister(uri);
    }
}
