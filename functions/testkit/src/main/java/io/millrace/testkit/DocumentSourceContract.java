package io.millrace.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.millrace.core.document.DocumentSource;
import io.millrace.core.document.DocumentSource.Content;
import io.millrace.core.document.DocumentSource.Entry;
import io.millrace.core.problem.Problem.Category;
import io.millrace.core.problem.ProblemException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What every source of documents that can be listed must do. An adapter's test extends this and gives, for each test, a source over an empty place
 * that is registered, in which documents of up to {@link #MAX_BYTES} are opened.
 */
public abstract class DocumentSourceContract {

    protected static final int MAX_BYTES = 1 << 20;

    /** Lower letters before and after upper ones, digits, what percent-encoding moves, and what lies past the 16-bit characters. */
    private static final List<String> ODD_NAMES = List.of(
            "plain.txt",
            "Upper.txt",
            "with space.txt",
            "plus+sign.txt",
            "per%cent%20.txt",
            "ümlaut ßé.md",
            "e\u0301 decomposed.txt",
            "emoji\uD83D\uDE00.txt",
            "private\uE000use.txt",
            "a#b?c;d&e=f.txt",
            "[x]{y}^`|~!$'()*,@.txt",
            "folder/inner.txt",
            "folder-a/inner.txt",
            "folder.txt",
            "inner..dots..txt");

    protected abstract DocumentSource source();

    /** The uri of the registered place; ends with a slash. */
    protected abstract String root();

    /** Writes a document, whole at once, over the one that was there. */
    protected abstract void put(String name, byte[] content) throws IOException;

    protected abstract void delete(String name) throws IOException;

    /** A uri in the same kind of place that is not registered. */
    protected abstract String unregistered();

    /** Makes a document unreadable for the source; false where that can't be done here. */
    protected abstract boolean forbid(String name) throws IOException;

    /** How what may not be read fails: for good, or retryable where the source can't tell one document's rights from its own credentials. */
    protected Category unreadable() {
        return Category.FORBIDDEN;
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 7, 1000})
    void listsEachDocumentOnceHoweverLargeThePages(int limit) throws IOException {
        for (String name : ODD_NAMES) {
            put(name, bytes(name));
        }

        assertThat(uris(pages(root(), limit)))
                .hasSameSizeAs(ODD_NAMES)
                .doesNotHaveDuplicates()
                .isEqualTo(uris(pages(root(), 100)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"one.txt", "one "})
    void theDocumentThatIsThePrefixItselfComesFirst(String name) throws IOException {
        for (String other : List.of("one", "one  more.txt", "one !.txt", "one.txt!", "one.txtA", "one.txt.bak", name)) {
            put(other, bytes(other));
        }
        String uri = root() + name.replace(" ", "%20");

        assertThat(source().list(uri, null, 1)).extracting(Entry::uri).containsExactly(uri);
    }

    @Test
    void opensWhatItListsWhateverItsName() throws IOException {
        Map<String, String> expected = new TreeMap<>();
        for (String name : ODD_NAMES) {
            put(name, bytes(name));
            expected.put(name, name);
        }

        Map<String, String> read = new TreeMap<>();
        for (Entry entry : pages(root(), 4)) {
            assertThat(entry.uri()).startsWith(root()).matches("\\p{ASCII}+");
            assertThat(source().serves(entry.uri())).isTrue();
            assertThat(source().contains(entry.uri())).isTrue();
            try (Content content = source().open(entry.uri())) {
                String text = text(content);
                assertThat(content.etag()).isEqualTo(entry.etag());
                assertThat(content.bytes()).isEqualTo(entry.bytes()).isEqualTo(bytes(text).length);
                read.put(text, text);
            }
        }
        assertThat(read).isEqualTo(expected);
    }

    @Test
    void aPageIsFullWhereThereIsMore() throws IOException {
        for (int i = 0; i < 5; i++) {
            put("d" + i, bytes("x"));
        }

        assertThat(source().list(root(), null, 3)).hasSize(3);
        assertThat(source().list(root(), null, 5)).hasSize(5);
        assertThat(source().list(root(), null, 6)).hasSize(5);
    }

    @Test
    void whatComesAndGoesBetweenPagesDisturbsNothingElse() throws IOException {
        for (int i = 0; i < 9; i++) {
            put("doc " + i, bytes("x"));
        }
        List<Entry> all = source().list(root(), null, 9);

        List<Entry> first = source().list(root(), null, 4);
        delete("doc 3");
        put("doc 0 and a half", bytes("x"));
        List<Entry> rest = source().list(root(), first.getLast().uri(), 100);

        assertThat(uris(first)).isEqualTo(uris(all.subList(0, 4)));
        assertThat(uris(rest)).isEqualTo(uris(all.subList(4, 9)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "fol", "folder", "folder/", "folder/in", "with%", "with%20space", "%C3%BCmlaut%2", "nothing"
            })
    void listsOnlyWhatStartsWithThePrefix(String end) throws IOException {
        for (String name : ODD_NAMES) {
            put(name, bytes(name));
        }
        List<String> expected = uris(pages(root(), 100)).stream()
                .filter(uri -> uri.startsWith(root() + end))
                .toList();

        assertThat(uris(pages(root() + end, 2))).isEqualTo(expected);
    }

    @Test
    void anEtagChangesWithTheContent() throws IOException {
        put("a.txt", bytes("one"));
        Entry before = source().list(root(), null, 1).getFirst();
        put("a.txt", bytes("another"));
        Entry after = source().list(root(), null, 1).getFirst();

        assertThat(after.uri()).isEqualTo(before.uri());
        assertThat(after.etag()).isNotEqualTo(before.etag());
        assertThat(after.bytes()).isEqualTo(7);
    }

    @Test
    void readsAnEmptyDocument() throws IOException {
        put("empty.txt", new byte[0]);

        try (Content content = source().open(uri("empty.txt"))) {
            assertThat(content.content().readAllBytes()).isEmpty();
        }
    }

    @Test
    void saysThatADocumentIsGone() throws IOException {
        put("a.txt", bytes("x"));
        String uri = uri("a.txt");
        delete("a.txt");

        assertThat(source().contains(uri)).isFalse();
        assertThat(source().list(root(), null, 10)).isEmpty();
        assertThat(categoryOfOpening(uri)).isEqualTo(Category.GONE);
    }

    @Test
    void opensNothingThatIsNotRegistered() {
        assertThat(categoryOfOpening(unregistered())).isEqualTo(Category.FORBIDDEN);
    }

    @Test
    void saysThatADocumentMayNotBeRead() throws IOException {
        put("a.txt", bytes("x"));
        String uri = uri("a.txt");
        assumeTrue(forbid("a.txt"), "nothing can be made unreadable for this user or server");

        assertThat(categoryOfOpening(uri)).isEqualTo(unreadable());
        assertThat(source().contains(uri)).as("what can't be told is not gone").isTrue();
    }

    @Test
    void refusesADocumentOverTheLimitAndOpensOneAtIt() throws IOException {
        put("large.bin", new byte[MAX_BYTES + 1]);
        put("fits.bin", new byte[MAX_BYTES]);

        assertThat(categoryOfOpening(uri("large.bin"))).isEqualTo(Category.TOO_LARGE);
        try (Content content = source().open(uri("fits.bin"))) {
            assertThat(content.content().readAllBytes()).hasSize(MAX_BYTES);
        }
    }

    /** Old or new and whole, with the mark that belongs to it; or a failure that may be tried again. */
    @Test
    void aDocumentThatIsReplacedWhileItIsReadIsNeverAMix() throws IOException {
        byte[] old = new byte[MAX_BYTES];
        Arrays.fill(old, (byte) 'o');
        byte[] young = new byte[MAX_BYTES - 5000];
        Arrays.fill(young, (byte) 'y');
        put("a.txt", old);
        Entry before = source().list(root(), null, 1).getFirst();

        byte[] read;
        String etag;
        try (Content content = source().open(before.uri())) {
            InputStream in = content.content();
            byte[] start = in.readNBytes(10);
            put("a.txt", young);
            byte[] rest = in.readAllBytes();
            read = Arrays.copyOf(start, start.length + rest.length);
            System.arraycopy(rest, 0, read, start.length, rest.length);
            etag = content.etag();
        } catch (IOException retryable) {
            return;
        }

        assertThat(read).isEqualTo(etag != null && etag.equals(before.etag()) ? old : young);
    }

    private List<Entry> pages(String prefix, int limit) throws IOException {
        List<Entry> all = new ArrayList<>();
        @Nullable String after = null;
        List<Entry> page;
        do {
            page = source().list(prefix, after, limit);
            assertThat(page).hasSizeLessThanOrEqualTo(limit);
            all.addAll(page);
            after = page.isEmpty() ? after : page.getLast().uri();
        } while (page.size() == limit);
        return all;
    }

    private String uri(String asciiName) {
        return root() + asciiName;
    }

    private static List<String> uris(List<Entry> entries) {
        return entries.stream().map(Entry::uri).toList();
    }

    private static String text(Content content) throws IOException {
        return new String(content.content().readAllBytes(), StandardCharsets.UTF_8);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private Category categoryOfOpening(String uri) {
        return catchThrowableOfType(ProblemException.class, () -> source().open(uri))
                .problem()
                .category();
    }
}
