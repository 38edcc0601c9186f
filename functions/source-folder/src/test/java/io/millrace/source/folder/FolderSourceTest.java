package io.millrace.source.folder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.millrace.core.document.AccessList;
import io.millrace.core.document.DocumentSource;
import io.millrace.core.document.SourceRoot;
import io.millrace.core.problem.Problem.Category;
import io.millrace.core.problem.ProblemException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FolderSourceTest {

    @TempDir
    private Path temporary;

    private Path docs;
    private Path outside;
    private FolderRoots roots;
    private FolderSource source;

    @BeforeEach
    void registerDocs() throws IOException {
        docs = Files.createDirectory(temporary.toRealPath().resolve("docs"));
        outside = Files.writeString(docs.resolveSibling("secret.txt"), "secret");
        roots = new FolderRoots(temporary.resolve("data"));
        roots.register(docs, AccessList.EVERYONE);
        source = new FolderSource(roots, 100);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "plain.txt",
                "with space.txt",
                "100%25.txt",
                "ümlaut ßé.md",
                "emoji😀.txt",
                "a#b?c;d+e&f.txt",
                "[x]{y}^`|.txt",
                "quote\"'.txt"
            })
    void opensWhatItListsWhateverItsName(String name) throws IOException {
        Files.writeString(docs.resolve(name), "text");

        String uri = list().getFirst().uri();

        assertThat(uri)
                .isEqualTo(FolderUris.of(docs.resolve(name)))
                .startsWith("file:///")
                .matches("\\p{ASCII}+");
        assertThat(read(uri)).isEqualTo("text");
    }

    @Test
    void listsInAStableOrderWithoutHiddenFiles() throws IOException {
        Files.createDirectories(docs.resolve("b/.git"));
        Files.writeString(docs.resolve("b/two.txt"), "2");
        Files.writeString(docs.resolve("a.txt"), "1");
        Files.writeString(docs.resolve(".hidden"), "no");
        Files.writeString(docs.resolve("b/.git/config"), "no");

        assertThat(list())
                .extracting(DocumentSource.Entry::uri)
                .containsExactly(FolderUris.of(docs.resolve("a.txt")), FolderUris.of(docs.resolve("b/two.txt")));
    }

    @Test
    void listsPageByPageWhatItListsAtOnce() throws IOException {
        for (String name : List.of("a/x.txt", "a.txt", "a-b/y.txt", "b.txt", "a/z/w.txt", "ü.txt")) {
            Path file = docs.resolve(name);
            Files.createDirectories(file.getParent());
            Files.writeString(file, name);
        }
        Files.createSymbolicLink(docs.resolve("link.txt"), docs.resolve("b.txt"));

        List<DocumentSource.Entry> paged = new ArrayList<>();
        List<DocumentSource.Entry> page = source.list(FolderUris.of(docs), null, 2);
        while (!page.isEmpty()) {
            paged.addAll(page);
            page = source.list(FolderUris.of(docs), page.getLast().uri(), 2);
        }

        assertThat(paged).hasSize(6).isEqualTo(list());
        assertThat(paged).extracting(DocumentSource.Entry::uri).isSorted();
    }

    @Test
    void aHiddenFolderThatIsRegisteredIsListed() throws IOException {
        Path notes = Files.createDirectories(docs.resolve(".config/notes"));
        Path note = Files.writeString(notes.resolve("a.txt"), "1");
        Files.writeString(docs.resolve(".config/secret.txt"), "no");
        roots.register(notes);

        assertThat(list()).extracting(DocumentSource.Entry::uri).containsExactly(FolderUris.of(note));
    }

    @Test
    void whatMillraceKeepsForItselfIsNotListed() throws IOException {
        Path data = Files.createDirectories(docs.resolve("data/index"));
        Files.writeString(docs.resolve("data").resolve(OwnFolder.MARK), "");
        Files.writeString(data.resolve("segments"), "no");
        Files.writeString(docs.resolve("data/keys.json"), "no");
        Path note = Files.writeString(docs.resolve("note.txt"), "1");

        assertThat(list()).extracting(DocumentSource.Entry::uri).containsExactly(FolderUris.of(note));
        assertThat(source.list(FolderUris.of(docs) + "data/index/", null, 9)).isEmpty();
        assertThat(catchThrowableOfType(ProblemException.class, () -> roots.register(docs.resolve("data")))
                        .problem()
                        .code())
                .isEqualTo("source-own-folder");

        Path mine = Files.writeString(
                Files.createDirectories(docs.resolve("data/mine")).resolve("a.txt"), "1");
        roots.register(docs.resolve("data/mine"));
        assertThat(list())
                .extracting(DocumentSource.Entry::uri)
                .containsExactly(FolderUris.of(mine), FolderUris.of(note));
    }

    @Test
    void aRootThatMillraceKeepsThingsInHoldsNoDocuments() throws IOException {
        Files.writeString(docs.resolve("keys.json"), "no");
        Files.writeString(docs.resolve(OwnFolder.MARK), "");

        assertThat(list()).isEmpty();
    }

    @Test
    void knowsWhatIsGone() throws IOException {
        Files.writeString(docs.resolve("other.txt"), "2");
        Path file = Files.writeString(docs.resolve("a.txt"), "1");
        String uri = FolderUris.of(file);
        assertThat(source.contains(uri)).isTrue();

        Files.delete(file);
        assertThat(source.contains(uri)).isFalse();

        Files.createDirectory(file);
        assertThat(source.contains(uri)).isFalse();
        assertThat(source.contains(FolderUris.of(outside) + "/below-a-file")).isFalse();
    }

    @Test
    void aFolderThatIsNotThereSaysNothingOfItsFiles() throws IOException {
        Path file = Files.writeString(docs.resolve("mounted.txt"), "text");
        String uri = FolderUris.of(file);
        Files.move(docs, docs.resolveSibling("unmounted"));

        assertThat(source.contains(uri)).isTrue();
    }

    @Test
    void aFolderThatIsEmptySaysNothingOfItsFiles() throws IOException {
        Path file = Files.createDirectory(docs.resolve("sub")).resolve("mounted.txt");
        String uri = FolderUris.of(Files.writeString(file, "text"));
        Files.delete(file);
        assertThat(source.contains(uri)).isFalse();

        Files.delete(docs.resolve("sub"));
        assertThat(source.contains(uri)).isTrue();
    }

    @Test
    void aFileThatBecameALinkIsGone() throws IOException {
        Path file = Files.writeString(docs.resolve("was-a-file.txt"), "text");
        String uri = FolderUris.of(file);
        Path other = Files.writeString(docs.resolve("other.txt"), "text");
        Files.delete(file);
        Files.createSymbolicLink(file, other);

        assertThat(source.contains(uri)).isFalse();
        assertThat(source.contains(FolderUris.of(other))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/../secret.txt", "/%2E%2E/secret.txt", "/./../secret.txt", "/x/../../secret.txt"})
    void refusesToLeaveTheRootByDots(String tail) throws IOException {
        assertThat(categoryOfOpening(FolderUris.of(docs).replaceAll("/$", "") + tail))
                .isEqualTo(Category.FORBIDDEN);
    }

    @Test
    void refusesWhatLiesBelowNoRoot() throws IOException {
        assertThat(codeOfOpening(FolderUris.of(outside))).isEqualTo("source-not-registered");
    }

    @Test
    void refusesLinksThatLeaveTheRoot() throws IOException {
        Files.createSymbolicLink(docs.resolve("link.txt"), outside);

        assertThat(list()).isEmpty();
        assertThat(codeOfOpening(FolderUris.of(docs).replaceAll("/$", "") + "/link.txt"))
                .isEqualTo("source-outside-root");
    }

    @Test
    void linksThatLeadToNothingDisturbNoList() throws IOException {
        Path file = Files.writeString(docs.resolve("a.txt"), "1");
        Path closed = Files.createDirectory(docs.resolve("closed"));
        Files.createSymbolicLink(docs.resolve("into-closed"), Files.createFile(closed.resolve("file")));
        Files.createSymbolicLink(docs.resolve("loop"), Path.of("loop"));
        Files.createSymbolicLink(docs.resolve("nowhere"), Path.of("nothing"));
        Files.createSymbolicLink(docs.resolve("through-a-file"), Path.of("a.txt/below"));
        Files.delete(closed.resolve("file"));
        closed.toFile().setExecutable(false, false);

        assertThat(list()).extracting(DocumentSource.Entry::uri).containsExactly(FolderUris.of(file));

        closed.toFile().setExecutable(true);
    }

    @Test
    void doesNotTakeAFolderWithALongerNameForTheRoot() throws IOException {
        Path sibling = Files.createDirectory(docs.resolveSibling("docs-private"));
        Files.writeString(sibling.resolve("a.txt"), "secret");

        assertThat(codeOfOpening(FolderUris.of(sibling.resolve("a.txt")))).isEqualTo("source-not-registered");
    }

    @Test
    void saysThatAFileIsGone() throws IOException {
        Path file = Files.writeString(docs.resolve("a.txt"), "1");
        String uri = FolderUris.of(file);
        Files.delete(file);

        assertThat(categoryOfOpening(uri)).isEqualTo(Category.GONE);
    }

    @Test
    void rejectsAFileOverTheLimit() throws IOException {
        Path file = Files.writeString(docs.resolve("a.txt"), "x".repeat(101));

        assertThat(categoryOfOpening(FolderUris.of(file))).isEqualTo(Category.TOO_LARGE);
    }

    @Test
    void keepsItsRootsAcrossRestarts() throws IOException {
        Path file = Files.writeString(docs.resolve("a.txt"), "1");
        roots.register(docs, new AccessList(List.of("user:ann")));

        FolderRoots again = new FolderRoots(temporary.resolve("data"));

        assertThat(again.find(FolderUris.of(file)).orElseThrow().access().principals())
                .containsExactly("user:ann");
    }

    @Test
    void readsBelowRootsThatAnotherProcessRegisters() throws IOException {
        FolderRoots elsewhere = new FolderRoots(temporary.resolve("data"));
        Path other = Files.createDirectory(temporary.toRealPath().resolve("other"));

        roots.register(other);

        assertThat(elsewhere.roots()).extracting(SourceRoot::uri).contains(FolderUris.of(other));
    }

    @Test
    void aFileThatIsGoneStaysAFile() throws IOException {
        Path file = Files.writeString(temporary.toRealPath().resolve("single.txt"), "1");
        String uri = roots.register(file).uri();
        Files.delete(file);

        assertThat(new FolderRoots(temporary.resolve("data")).roots())
                .extracting(SourceRoot::uri)
                .contains(uri);
    }

    @Test
    void aSingleFileIsListedWithoutItsNeighbours() throws IOException {
        Path other = Files.createDirectory(temporary.toRealPath().resolve("letters"));
        Path file = Files.writeString(other.resolve("a.txt"), "1");
        Path neighbour = Files.writeString(other.resolve("tax.txt"), "2");
        String uri = roots.register(file).uri();

        assertThat(source.list(uri, null, 9))
                .extracting(DocumentSource.Entry::uri)
                .containsExactly(FolderUris.of(file));
        assertThat(read(uri)).isEqualTo("1");
        assertThat(codeOfOpening(FolderUris.of(neighbour))).isEqualTo("source-not-registered");

        Files.delete(file);
        assertThat(source.list(uri, null, 9)).isEmpty();
        assertThat(source.contains(uri)).isFalse();
        Files.delete(neighbour);
        assertThat(source.contains(uri)).as("of a disk that may be away").isTrue();
        Files.delete(other);
        assertThat(source.contains(uri)).isTrue();
    }

    @Test
    void aFileOfARegisteredFolderNeedsNoRootUnlessItIsHidden() throws IOException {
        roots.register(docs, new AccessList(List.of("user:ann")));
        Path note = Files.writeString(docs.resolve("a.txt"), "1");
        Path hidden = Files.writeString(docs.resolve(".b.txt"), "1");

        assertThat(roots.register(note).uri()).isEqualTo(FolderUris.of(docs));
        assertThat(roots.register(hidden).uri()).isEqualTo(FolderUris.of(hidden));
        assertThat(roots.roots()).hasSize(2);
        assertThat(list()).hasSize(2);
    }

    @Test
    void whatIsRegisteredInAFolderIsForThoseWhoMaySeeTheFolder() throws IOException {
        roots.register(docs, new AccessList(List.of("user:ann")));
        Path sub = Files.createDirectory(docs.resolve("sub"));

        assertThat(roots.register(sub).access().principals()).containsExactly("user:ann");
    }

    @Test
    void aFileIsForgottenAndAFolderIsNot() throws IOException {
        Path single = Files.writeString(temporary.toRealPath().resolve("single.txt"), "1");
        String uri = roots.register(single).uri();

        roots.forgetFile(uri);
        roots.forgetFile(FolderUris.of(docs));

        assertThat(roots.roots()).extracting(SourceRoot::uri).containsExactly(FolderUris.of(docs));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "file://host/etc/passwd",
                "file:relative",
                "file:///a?b",
                "file:///a#b",
                "file:///%zz",
                "file:///a%00b"
            })
    void rejectsUrisThatNameNoLocalFile(String uri) {
        assertThat(categoryOfOpening(uri)).isIn(Category.INVALID, Category.FORBIDDEN);
    }

    private List<DocumentSource.Entry> list() throws IOException {
        return source.list(FolderUris.of(docs), null, 100);
    }

    private String read(String uri) throws IOException {
        try (DocumentSource.Content content = source.open(uri)) {
            return new String(content.content().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private String codeOfOpening(String uri) {
        return catchThrowableOfType(ProblemException.class, () -> read(uri))
                .problem()
                .code();
    }

    private Category categoryOfOpening(String uri) {
        return catchThrowableOfType(ProblemException.class, () -> read(uri))
                .problem()
                .category();
    }
}
