package io.millrace.core.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.core.document.AccessList;
import io.millrace.core.document.DocumentKey;
import io.millrace.core.document.DocumentState;
import io.millrace.core.document.Sequence;
import io.millrace.core.document.SourceRoot;
import io.millrace.core.ingest.ReindexRun.Stage;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReindexerTest {

    private static final Instant START = Instant.parse("2026-11-24T03:17:00Z");
    private static final String TENANT = DocumentKey.DEFAULT_TENANT;
    private static final Duration PAGE_TIME = Duration.ofSeconds(45);
    private static final AccessList STAFF = new AccessList(List.of("group:staff"));
    private static final SourceRoot A = SourceRoot.of("memory:a/", AccessList.EVERYONE);
    private static final SourceRoot B = SourceRoot.of("memory:b/", AccessList.EVERYONE);
    private static final SourceRoot A_STAFF = SourceRoot.of("memory:a/staff/", STAFF);

    private static final String UPLOAD = "0123456789abcdef".repeat(4);

    private final MemorySource source = new MemorySource();
    private final MemoryStore store = new MemoryStore();
    private final MemoryUploads uploads = new MemoryUploads();
    private final List<String> failed = new ArrayList<>();
    private Reindexer reindexer = reindexer(3, 5, START);

    @Test
    void findsWhatIsNewChangedAndGone() throws IOException {
        fill(20);
        run("first", "", false);
        source.documents.put("memory:a/07", "changed");
        source.documents.remove("memory:b/03");
        source.documents.put("memory:b/new", "1");

        ReindexRun run = run("second", "", false);

        assertThat(run.changed()).isEqualTo(2);
        assertThat(run.removed()).isOne();
        assertThat(run.unchanged()).isEqualTo(38);
        assertThat(store.indexed()).isEqualTo(source.documents);
    }

    @Test
    void whatComesBackBetweenTheLookAndTheRemovalStays() throws IOException {
        fill(4);
        run("first", "", false);
        source.documents.remove("memory:a/01");
        source.comingBack.put("memory:a/01", "again");

        ReindexRun run = run("second", "", false);

        assertThat(run.removed()).isZero();
        assertThat(run.changed()).isOne();
        assertThat(store.indexed()).containsOnlyKeys(source.documents.keySet());
    }

    @Test
    void whoTellsOfManyAtOnceIsAskedForAllThatWereKnown() throws IOException {
        source.tellsOfMany = true;
        fill(20);
        run("first", "", false);
        Set<String> known = Set.copyOf(source.documents.keySet());
        source.documents.remove("memory:a/07");
        source.documents.remove("memory:b/03");
        source.comingBack.put("memory:b/03", "again");
        source.lookedForTogether.clear();

        ReindexRun run = run("second", "", false);

        assertThat(source.lookedForTogether).containsAll(known);
        assertThat(run.removed()).isOne();
        assertThat(run.changed()).isOne();
        assertThat(store.indexed()).containsOnlyKeys(source.documents.keySet());
    }

    @Test
    void whatCannotBeNamedHoldsUpNoOther() throws IOException {
        fill(7);
        store.unusable = "memory:a/03";

        ReindexRun run = run("first", "", false);

        assertThat(run.changed()).isEqualTo(13);
        assertThat(store.indexed()).hasSize(13).doesNotContainKey("memory:a/03");
        assertThat(failed).containsOnly("memory:a/03");
        assertThat(run.failed()).extracting(ReindexRun.Failed::uri).containsExactly("memory:a/03");
    }

    @Test
    void aPageEndsWhenTheOneBeforeIsIndexed() throws IOException {
        fill(10);
        List<Integer> underWay = new ArrayList<>();
        reindexer = reindexer(3, 5, InstantSource.fixed(START), () -> {
            underWay.add((int) store.changing());
            store.settle();
        });

        run("first", "", false);

        // Two pages of three are announced before anybody waits.
        assertThat(underWay).isNotEmpty().allMatch(changes -> changes <= 6).contains(6);
    }

    @Test
    void aPageWhoseTimeIsOverWaitsNoMore() throws IOException {
        fill(10);
        AtomicReference<Instant> now = new AtomicReference<>(START);
        reindexer = reindexer(3, 5, now::get, () -> now.updateAndGet(time -> time.plusSeconds(10)));

        ReindexRun run = run("first", "", false);

        assertThat(run.changed()).isEqualTo(20);
        assertThat(now.get()).isAfter(START.plus(PAGE_TIME));
    }

    @Test
    void announcesEverythingWhenAsked() throws IOException {
        fill(4);
        run("first", "", false);

        assertThat(run("second", "", true).changed()).isEqualTo(8);
    }

    @Test
    void whatWasUploadedIsMadeAnewWithEverything() throws IOException {
        fill(4);
        DocumentState before = upload("upload:/a", UPLOAD);
        uploads.names.add(UPLOAD);

        assertThat(run("first", "", false).changed()).isEqualTo(8);
        assertThat(run("second", "memory:", true).changed()).isEqualTo(8);
        assertThat(store.find(before.key())).contains(before);
        assertThat(run("third", "", true).changed()).isEqualTo(9);

        DocumentState after = store.find(before.key()).orElseThrow();
        assertThat(after.settled()).isEqualTo(before.settled().nextRepair());
        assertThat(after.changing()).isFalse();
        assertThat(after.etag()).isEqualTo(UPLOAD);
        assertThat(store.announcedChanges).containsKey("upload:/a " + after.settled());
    }

    /** The bytes are one and the same. */
    @Test
    void whatWasUploadedIsMadeAnewAsTheTypeThatItsOwnSenderSaid() throws IOException {
        DocumentState said = upload("upload:/a", UPLOAD);
        upload("upload:/b", UPLOAD);
        uploads.names.add(UPLOAD);
        uploads.types.put(said.key(), "text/csv");

        assertThat(run("first", "", true).changed()).isEqualTo(2);

        assertThat(store.announcedTypes).containsEntry("upload:/a", "text/csv").containsEntry("upload:/b", "null");
    }

    @Test
    void everyRunKeepsWhatDocumentsHave() throws IOException {
        upload("upload:/a", UPLOAD);
        upload("upload:/b", "a mark of another kind");
        fill(2);

        run("first", "", false);

        assertThat(uploads.kept).containsExactly(UPLOAD);
        assertThat(store.indexed()).containsKeys("upload:/a", "upload:/b");
    }

    /** Its mark is the source's own to choose. */
    @Test
    void whatASourceServesIsNoUploadWhateverItsMark() throws IOException {
        DocumentState before = upload("memory:c/unregistered", UPLOAD);
        uploads.names.add(UPLOAD);

        assertThat(run("first", "", true).changed()).isZero();
        assertThat(store.find(before.key())).contains(before);
        assertThat(uploads.kept).isEmpty();
    }

    @Test
    void anUploadThatIsNotThereAnyMoreStaysAsItIs() throws IOException {
        DocumentState before = upload("upload:/a", UPLOAD);

        assertThat(run("first", "", true).changed()).isZero();
        assertThat(store.find(before.key())).contains(before);
    }

    /** Else what was uploaded before would come after what is uploaded now. */
    @Test
    void anUploadOfNowComesAfterTheOldOneThatIsMadeAnew() throws IOException {
        DocumentState before = upload("upload:/a", UPLOAD);
        uploads.names.add(UPLOAD);
        Sequence now = before.known().nextRepair().nextRepair();
        store.note(before.key(), before.uri(), before.access(), now);

        assertThat(run("first", "", true).changed()).isZero();

        assertThat(Sequence.ofNumber(2)).isGreaterThan(Sequence.ofNumber(1).nextRepair());
        assertThat(store.announcedChanges).hasSize(1);
    }

    private DocumentState upload(String uri, String etag) {
        DocumentKey key = DocumentKey.of(TENANT, uri);
        store.changed(new DocumentChange(
                key, Sequence.ofNumber(1), uri, "blob:" + etag, etag, null, null, null, STAFF, Map.of(), START));
        store.settle();
        return store.find(key).orElseThrow();
    }

    @Test
    void aPageAnnouncesNoMoreThanItsLimit() throws IOException {
        fill(10);
        ReindexRun run = reindexer.begin("run", TENANT, "", false);

        ReindexRun next = reindexer.advance(run, List.of(A, B), store);

        assertThat(store.announcedChanges).hasSize(3);
        assertThat(next.stage()).isEqualTo(Stage.LISTING);
        assertThat(next.after()).isEqualTo("memory:a/02");
    }

    @Test
    void aPageLooksAtNoMoreThanItsLimit() throws IOException {
        fill(10);
        run("first", "", false);

        ReindexRun next = reindexer.advance(reindexer.begin("second", TENANT, "", false), List.of(A, B), store);

        assertThat(next.unchanged()).isEqualTo(5);
        assertThat(next.after()).isEqualTo("memory:a/04");
    }

    @Test
    void touchesOnlyItsScope() throws IOException {
        fill(6);
        run("first", "", false);
        source.documents.clear();

        ReindexRun run = run("second", "memory:a/0", false);

        assertThat(run.removed()).isEqualTo(6);
        assertThat(store.indexed().keySet()).hasSize(6).allMatch(uri -> uri.startsWith("memory:b/"));
    }

    @Test
    void aScopeIsListedFromItsStartToItsEnd() throws IOException {
        fill(10);

        ReindexRun run = reindexer.begin("run", TENANT, "memory:a/05", false);
        ReindexRun next = reindexer.advance(run, List.of(A, B), store);

        assertThat(next.stage()).isEqualTo(Stage.SWEEPING);
        assertThat(store.announcedChanges.keySet()).containsExactly("memory:a/05 " + Sequence.NONE.nextRepair());
    }

    @Test
    void theOrderBelowARootIsTheSourcesOwn() throws IOException {
        source.order = Comparator.reverseOrder();
        fill(10);

        ReindexRun next = reindexer.advance(reindexer.begin("run", TENANT, "", false), List.of(B, A), store);
        ReindexRun run = finish(next, List.of(B, A));

        assertThat(next.after()).isEqualTo("memory:a/07");
        assertThat(run.changed()).isEqualTo(20);
        assertThat(store.indexed()).isEqualTo(source.documents);
    }

    @Test
    void whatLiesBelowNoRootIsLeftAlone() throws IOException {
        fill(2);
        run("first", "", false);
        source.documents.clear();

        reindexer.begin("second", TENANT, "", false);
        ReindexRun run = finish(reindexer.begin("second", TENANT, "", false), List.of(B));

        assertThat(run.removed()).isEqualTo(2);
        assertThat(store.indexed().keySet()).hasSize(2).allMatch(uri -> uri.startsWith("memory:a/"));
    }

    @Test
    void theNearestRootSaysWhoMaySeeADocument() throws IOException {
        source.documents.put("memory:a/open", "1");
        source.documents.put("memory:a/staff/closed", "1");

        ReindexRun run = finish(reindexer.begin("run", TENANT, "", false), List.of(A, A_STAFF));

        assertThat(run.changed()).isEqualTo(2);
        assertThat(access("memory:a/staff/closed")).isEqualTo(STAFF);
        assertThat(access("memory:a/open")).isEqualTo(AccessList.EVERYONE);
    }

    @Test
    void aChangedAccessListIsAChange() throws IOException {
        source.documents.put("memory:a/one", "1");
        run("first", "", false);

        ReindexRun run =
                finish(reindexer.begin("second", TENANT, "", false), List.of(SourceRoot.of("memory:a/", STAFF)));

        assertThat(run.changed()).isOne();
        assertThat(access("memory:a/one")).isEqualTo(STAFF);
    }

    @Test
    void aSecondRunJoinsTheOneUnderWay() {
        ReindexRun first = reindexer.begin("first", TENANT, "", false);

        assertThat(reindexer.begin("second", TENANT, "", false)).isEqualTo(first);
        assertThat(reindexer.begin("third", TENANT, "memory:a/", false).id()).isEqualTo("third");
    }

    @Test
    void aRunWithoutProgressIsOvertakenAndEndsThere() throws IOException {
        fill(10);
        ReindexRun dead = reindexer.begin("dead", TENANT, "", false);
        reindexer = reindexer(3, 5, START.plus(ReindexRun.LEASE).plus(Duration.ofSeconds(1)));

        ReindexRun next = reindexer.begin("next", TENANT, "", false);
        ReindexRun revived = reindexer.advance(dead, List.of(A, B), store);

        assertThat(next.id()).isEqualTo("next");
        assertThat(revived).isEqualTo(next);
    }

    @Test
    void thePageOfTwoThatDoItAtOnceCountsOnce() throws IOException {
        fill(10);
        ReindexRun run = reindexer.begin("run", TENANT, "", false);

        ReindexRun one = reindexer.advance(run, List.of(A, B), store);
        ReindexRun other = reindexer.advance(run, List.of(A, B), store);

        assertThat(other).isEqualTo(one);
        assertThat(one.changed()).isEqualTo(3);
        assertThat(store.announcedChanges).hasSize(3);
    }

    @Test
    void aDocumentThatGoesWhileTheRunIsUnderWayIsRemoved() throws IOException {
        source.documents.put("memory:a/one", "1");
        ReindexRun listed = reindexer.advance(reindexer.begin("run", TENANT, "", false), List.of(A), store);
        source.documents.clear();

        finish(listed, List.of(A));

        assertThat(store.announcedRemovals.keySet())
                .containsExactly("memory:a/one " + Sequence.NONE.nextRepair().nextRepair());
        assertThat(store.indexed()).isEmpty();
    }

    @Test
    void whatIsNearestToAnotherTenantsRootIsNoneOfTheRuns() throws IOException {
        SourceRoot others = new SourceRoot("memory:a/staff/", "other", STAFF, null);
        SourceRoot ownAgain = SourceRoot.of("memory:a/staff/menu/", STAFF);
        source.documents.put("memory:a/open", "1");
        source.documents.put("memory:a/staff/closed", "1");
        source.documents.put("memory:a/staff/menu/today", "1");

        ReindexRun own = finish(reindexer.begin("own", TENANT, "", false), List.of(A, others, ownAgain));
        ReindexRun other = finish(reindexer.begin("other", "other", "", false), List.of(A, others, ownAgain));

        assertThat(own.changed()).isEqualTo(2);
        assertThat(access("memory:a/staff/menu/today")).isEqualTo(STAFF);
        assertThat(store.find(DocumentKey.of(TENANT, "memory:a/staff/closed"))).isEmpty();
        assertThat(other.changed()).isOne();
        assertThat(store.find(DocumentKey.of("other", "memory:a/staff/closed"))).isPresent();
    }

    @Test
    void oneSourceThatFailsStopsNoOther() throws IOException {
        fill(10);
        run("first", "", false);
        source.away = A.uri();
        source.documents.put("memory:b/new", "1");
        source.documents.remove("memory:a/00");
        source.documents.remove("memory:b/00");

        ReindexRun run = run("second", "", false);

        assertThat(run.changed()).isOne();
        assertThat(run.removed()).isOne();
        assertThat(store.indexed()).containsKeys("memory:a/00", "memory:b/new").doesNotContainKey("memory:b/00");
        assertThat(failed).contains(A.uri()).doesNotContain(B.uri());
        assertThat(run.failed()).extracting(ReindexRun.Failed::uri).containsExactly(A.uri());
        assertThat(run.failed().getFirst().reason()).contains("away");
    }

    @Test
    void slowSourcesMakeShortPages() {
        List<SourceRoot> roots = IntStream.range(10, 35)
                .mapToObj(i -> SourceRoot.of("memory:page-" + i, AccessList.EVERYONE))
                .toList();
        roots.forEach(root -> source.documents.put(root.uri(), "1"));
        source.documents.remove(roots.get(6).uri());
        AtomicReference<Instant> now = new AtomicReference<>(START);
        source.whileListing = () -> now.updateAndGet(time -> time.plusSeconds(30));
        reindexer = reindexer(100, 100, now::get);

        ReindexRun run = reindexer.begin("run", TENANT, "", false);
        while (run.stage() == Stage.LISTING) {
            Instant begun = now.get();
            run = reindexer.advance(run, roots, store);
            assertThat(Duration.between(begun, now.get())).isLessThanOrEqualTo(PAGE_TIME.plusSeconds(30));
        }

        assertThat(run.changed()).isEqualTo(24);
        assertThat(source.listed)
                .containsExactlyElementsOf(roots.stream().map(SourceRoot::uri).toList());
    }

    @Test
    void aRootOfOneDocumentHoldsNoMore() throws IOException {
        source.order = Comparator.reverseOrder();
        fill(10);
        SourceRoot one = SourceRoot.of("memory:a/0", AccessList.EVERYONE);
        source.documents.put("memory:a/0", "1");

        ReindexRun next = reindexer.advance(reindexer.begin("run", TENANT, "", false), List.of(one, B), store);
        ReindexRun run = finish(next, List.of(one, B));

        assertThat(next.after()).startsWith(B.uri());
        assertThat(run.changed()).isEqualTo(11);
        assertThat(store.indexed().keySet())
                .filteredOn(uri -> uri.startsWith("memory:a/"))
                .containsExactly("memory:a/0");
    }

    /** Pages are cut short after any number of announcements, their changes take effect at any time, and everything ends the same. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void goesOnWhereItWasCutShort(long seed) throws IOException {
        Random random = new Random(seed);
        source.order = seed % 2 == 0 ? Comparator.naturalOrder() : Comparator.reverseOrder();
        fill(30);
        run("first", "", false);
        IntStream.range(0, 40).forEach(i -> source.documents.put("memory:b/new-" + i, "1"));
        source.documents.keySet().removeIf(uri -> random.nextInt(5) == 0);

        ReindexRun run = reindexer.begin("second", TENANT, "", false);
        int kills = 0;
        while (!run.done()) {
            Kill kill = new Kill(kills < 20 ? random.nextInt(4) : Integer.MAX_VALUE);
            try {
                run = reindexer.advance(run, List.of(A, B), kill);
            } catch (IllegalStateException killed) {
                kills++;
                if (random.nextBoolean()) {
                    store.settle();
                }
                run = reindexer.begin("second", TENANT, "", false);
            }
        }
        store.settle();

        assertThat(kills).as("seed " + seed).isBetween(10, 20);
        assertThat(store.indexed()).isEqualTo(source.documents);
        assertThat(store.announcedRemovals).hasSize(60 - count("memory:b/new-", false));
    }

    private int count(String prefix, boolean with) {
        return (int) source.documents.keySet().stream()
                .filter(uri -> uri.startsWith(prefix) == with)
                .count();
    }

    /** Dies when it hears of one announcement more than it may. */
    private final class Kill implements Reindexer.Announcements {

        private final AtomicInteger left;

        Kill(int left) {
            this.left = new AtomicInteger(left);
        }

        @Override
        public void changed(DocumentChange change) {
            die();
            store.changed(change);
        }

        @Override
        public void removed(DocumentKey document, Sequence sequence, String uri, Instant at) {
            die();
            store.removed(document, sequence, uri, at);
        }

        private void die() {
            if (left.getAndDecrement() <= 0) {
                throw new IllegalStateException("killed");
            }
        }
    }

    private void fill(int each) {
        for (int i = 0; i < each; i++) {
            source.documents.put("memory:a/%02d".formatted(i), "1");
            source.documents.put("memory:b/%02d".formatted(i), "1");
        }
    }

    private AccessList access(String uri) {
        return store.find(DocumentKey.of(TENANT, uri)).orElseThrow().access();
    }

    private ReindexRun run(String id, String scope, boolean everything) throws IOException {
        return finish(reindexer.begin(id, TENANT, scope, everything), List.of(A, B));
    }

    private ReindexRun finish(ReindexRun begun, List<SourceRoot> roots) throws IOException {
        ReindexRun run = begun;
        while (!run.done()) {
            run = reindexer.advance(run, roots, store);
        }
        store.settle();
        return run;
    }

    private Reindexer reindexer(int changes, int documents, Instant now) {
        return reindexer(changes, documents, InstantSource.fixed(now));
    }

    private Reindexer reindexer(int changes, int documents, InstantSource now) {
        return reindexer(changes, documents, now, store::settle);
    }

    private Reindexer reindexer(int changes, int documents, InstantSource now, Runnable pause) {
        return new Reindexer(
                List.of(source),
                store,
                store,
                uploads,
                new Reindexer.Limits(changes, documents, PAGE_TIME),
                (root, failure) -> failed.add(root),
                now.withZone(ZoneOffset.UTC),
                pause);
    }
}
