package io.millrace.source.folder;

import io.millrace.core.document.AccessList;
import io.millrace.core.document.DocumentSource;
import io.millrace.testkit.DocumentSourceContract;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

class FolderSourceContractTest extends DocumentSourceContract {

    @TempDir
    private Path temporary;

    private Path docs;
    private DocumentSource source;

    @BeforeEach
    void registerDocs() throws IOException {
        docs = Files.createDirectory(temporary.toRealPath().resolve("docs"));
        // Of a folder with nothing in it nothing is gone.
        Files.createFile(docs.resolve(".keep"));
        FolderRoots roots = new FolderRoots(temporary.resolve("data"));
        roots.register(docs, AccessList.EVERYONE);
        source = new FolderSource(roots, MAX_BYTES);
    }

    @Override
    protected DocumentSource source() {
        return source;
    }

    @Override
    protected String root() {
        return FolderUris.ofReal(docs, true);
    }

    @Override
    protected void put(String name, byte[] content) throws IOException {
        Path file = docs.resolve(name);
        Files.createDirectories(file.getParent());
        Path fresh = Files.write(temporary.resolve("fresh"), content);
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
    }

    @Override
    protected void delete(String name) throws IOException {
        Files.delete(docs.resolve(name));
    }

    @Override
    protected String unregistered() {
        return FolderUris.ofReal(temporary.resolve("elsewhere.txt"), false);
    }

    @Override
    protected boolean forbid(String name) {
        Path file = docs.resolve(name);
        return file.toFile().setReadable(false, false) && !Files.isReadable(file);
    }
}
