package io.millrace.core.document;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** The pages of the web that were registered. Each is a document of its own, whatever its address ends with. */
public final class RegisteredPages implements SourceRoots {

    private final SourceRegistry pages;

    public RegisteredPages(SourceRegistry pages) {
        this.pages = pages;
    }

    @Override
    public List<SourceRoot> roots() {
        return pages.roots();
    }

    /**
     * Adds pages, or changes who may see them; all of them or none, durable on return.
     *
     * @param uris canonical, each once
     * @param access null for who could see each before, and everyone for a new one
     * @return them, in the same order
     * @throws io.millrace.core.problem.ProblemException UNPROCESSABLE where there would be too many
     */
    public List<SourceRoot> register(List<String> uris, @Nullable AccessList access) {
        return pages.register(uris, access, null);
    }

    /** Forgets a page, so that no schedule brings it back; durable on return. Nothing happens where it is not registered. */
    public void unregister(String uri) {
        pages.unregister(uri);
    }
}
