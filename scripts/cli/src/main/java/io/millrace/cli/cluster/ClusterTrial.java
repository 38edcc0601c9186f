package io.millrace.cli.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.cli.client.Answer;
import io.millrace.cli.client.DocumentView;
import io.millrace.cli.client.PassageView;
import io.millrace.cli.client.RefusedException;
import io.millrace.cli.client.UnreachableException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * Whether a Millrace on a cluster loses nothing: uploads documents, kills pods meanwhile, waits until all are indexed, finds each by its own words once, asks a question
 * that one of them answers, looks for dead letters, and removes the documents again. Each part is judged, also after another one failed; what it brought is removed in any case.
 */
public final class ClusterTrial {

    private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(2);
    private static final String LOGS = "see kubectl logs of chunking and embedding, and millrace doctor";

    /** How time passes, which tests need not wait for. */
    public interface Pause {
        void of(Duration time);
    }

    /**
     * What was looked at.
     *
     * @param remedy empty where all is well
     */
    public record Finding(String name, boolean good, String found, String remedy) {}

    /**
     * What came out.
     *
     * @param killed the pods, in order
     */
    public record Result(List<Finding> findings, List<String> killed) {

        public Result {
            findings = List.copyOf(findings);
            killed = List.copyOf(killed);
        }

        /** Whether nothing was lost. */
        public boolean good() {
            return findings.stream().allMatch(Finding::good);
        }
    }

    private final TrialTarget target;
    private final int documents;
    private final int kills;
    private final RandomGenerator random;
    private final Duration timeout;
    private final InstantSource clock;
    private final Pause pause;
    private final Consumer<String> say;
    private final String mark;
    private final Map<String, Integer> ids = new LinkedHashMap<>();
    private final List<String> killed = new ArrayList<>();
    private final List<Finding> findings = new ArrayList<>();

    /**
     * A trial of {@code target}.
     *
     * @param documents how many are uploaded, at least one
     * @param kills how many pods are killed, spread over the uploads
     * @param random chooses the pods, and the word by which these documents are known
     * @param timeout for all to be indexed after the last upload
     * @param say gets a line for each step
     */
    public ClusterTrial(
            TrialTarget target,
            int documents,
            int kills,
            RandomGenerator random,
            Duration timeout,
            InstantSource clock,
            Pause pause,
            Consumer<String> say) {
        this.target = target;
        this.documents = documents;
        this.kills = kills;
        this.random = random;
        this.timeout = timeout;
        this.clock = clock;
        this.pause = pause;
        this.say = say;
        // Letters only: a word that no other document has, whatever cuts text into words.
        StringBuilder letters = new StringBuilder("verify");
        for (int i = 0; i < 8; i++) {
            letters.append((char) ('a' + random.nextInt(26)));
        }
        this.mark = letters.toString();
    }

    /** Does all of it; takes minutes. */
    public Result run() {
        var began = clock.instant();
        judge(
                "documents accepted",
                "the API must answer while pods are killed: see kubectl logs of answering",
                this::upload);
        if (!ids.isEmpty()) {
            judge("documents indexed", LOGS, this::awaitIndexed);
            judge("documents found", "what is indexed can't be found: see kubectl logs of answering", this::find);
            judge("question answered", "see kubectl logs of answering", this::ask);
            judge(
                    "no dead letters",
                    "see millrace dead-letters show ID, mend what its reason names, then replay ID",
                    () -> deadLetters(began));
            judge("documents removed", LOGS, this::remove);
        }
        return new Result(findings, killed);
    }

    /** @param look gives what was found; a failure has what is wrong as its message */
    private void judge(String name, String remedy, Supplier<String> look) {
        Finding finding;
        try {
            finding = new Finding(name, true, look.get(), "");
        } catch (Lost e) {
            finding = new Finding(name, false, String.valueOf(e.getMessage()), remedy);
        } catch (RefusedException e) {
            finding = new Finding(name, false, e.refusal().detail(), remedy);
        } catch (UnreachableException e) {
            finding = new Finding(name, false, String.valueOf(e.getMessage()), remedy);
        }
        findings.add(finding);
        say.accept(name + ": " + finding.found());
    }

    private String upload() {
        for (int i = 0; i < documents; i++) {
            ids.put(target.upload("upload:/" + mark + "/" + i + ".txt", text(i)), i);
            // Spread evenly, the last one after the last document.
            while (killed.size() < (long) kills * (i + 1) / documents) {
                String pod = target.kill(random).orElse("");
                killed.add(pod.isEmpty() ? "none ran" : pod);
                say.accept("killed " + killed.getLast());
            }
        }
        if (ids.size() < documents) {
            throw new Lost(documents + " were sent, and only " + ids.size() + " have ids of their own");
        }
        return ids.size() + ", with " + killed.size() + " pods killed meanwhile";
    }

    private String word(int document) {
        return mark
                + Integer.toString(document, 26)
                        .chars()
                        .map(digit -> Character.digit(digit, 26))
                        .mapToObj(digit -> Character.toString('a' + digit))
                        .reduce("", String::concat)
                + "end";
    }

    private String text(int document) {
        return "The lock of " + word(document) + " was built by Odalys Brandt in the year " + (1700 + document)
                + ". The lock keeper of " + word(document) + " opens the gate at seven o'clock each morning.\n";
    }

    private String awaitIndexed() {
        var end = clock.instant().plus(timeout);
        while (true) {
            Map<String, DocumentView> left = new LinkedHashMap<>();
            int indexed = 0;
            for (DocumentView document : target.states(List.copyOf(ids.keySet()))) {
                if (document.settled() && document.is("indexed")) {
                    indexed++;
                } else {
                    left.put(document.id(), document);
                }
            }
            if (indexed == ids.size()) {
                return "all " + indexed;
            }
            boolean hopeless = !left.isEmpty()
                    && left.values().stream().allMatch(document -> document.settled())
                    && indexed + left.size() == ids.size();
            if (hopeless || !clock.instant().isBefore(end)) {
                throw new Lost(indexed + " of " + ids.size()
                        + (hopeless ? "" : " in " + timeout.toMinutes() + " minutes") + ": "
                        + left.values().stream()
                                .limit(3)
                                .map(document -> document.uri() + " is " + document.state()
                                        + (document.reason() == null ? "" : " (" + document.reason() + ")"))
                                .reduce((one, other) -> one + "; " + other)
                                .orElse("the others are not known to the API"));
            }
            pause.of(BETWEEN_LOOKS);
        }
    }

    private String find() {
        List<String> lost = new ArrayList<>();
        List<String> doubled = new ArrayList<>();
        ids.forEach((id, document) -> {
            List<PassageView> found = target.search(word(document));
            if (found.isEmpty() || !found.getFirst().document().equals(id)) {
                lost.add(word(document));
            }
            long own = found.stream().filter(one -> one.document().equals(id)).count();
            long texts = found.stream()
                    .filter(one -> one.document().equals(id))
                    .map(PassageView::text)
                    .distinct()
                    .count();
            if (own > texts) {
                doubled.add(word(document));
            }
        });
        if (!lost.isEmpty() || !doubled.isEmpty()) {
            throw new Lost((lost.isEmpty()
                            ? ""
                            : lost.size() + " of " + ids.size() + " are not found by their own word: " + first(lost))
                    + (doubled.isEmpty()
                            ? ""
                            : (lost.isEmpty() ? "" : "; ") + doubled.size() + " have a passage twice: "
                                    + first(doubled)));
        }
        return "each by its own word, once";
    }

    private static String first(List<String> words) {
        return String.join(", ", words.subList(0, Math.min(3, words.size())));
    }

    private String ask() {
        Map.Entry<String, Integer> one = ids.entrySet().iterator().next();
        Answer answer = target.ask("Who built the lock of " + word(one.getValue()) + "?");
        if (!answer.answered()) {
            throw new Lost("not answered" + (answer.reason() == null ? "" : ": " + answer.reason()));
        }
        if (answer.citations().stream()
                .noneMatch(citation -> citation.document().equals(one.getKey()))) {
            throw new Lost("answered without its document: " + answer.answer());
        }
        return answer.answer().strip();
    }

    private String deadLetters(Instant since) {
        List<String> ours = new ArrayList<>();
        for (JsonNode letter : target.deadLetters(since)) {
            if (ids.containsKey(letter.path("subject").asText())) {
                ours.add(letter.path("id").asText() + " at "
                        + letter.path("function").asText(letter.path("trigger").asText()) + " ("
                        + letter.path("reason").asText() + ")");
            }
        }
        if (!ours.isEmpty()) {
            throw new Lost(ours.size() + " of these documents: " + first(ours));
        }
        return "none of these documents";
    }

    private String remove() {
        List<String> kept = new ArrayList<>();
        for (String id : ids.keySet()) {
            target.delete(id);
        }
        ids.forEach((id, document) -> {
            if (target.search(word(document)).stream()
                    .anyMatch(found -> found.document().equals(id))) {
                kept.add(word(document));
            }
        });
        if (!kept.isEmpty()) {
            throw new Lost(kept.size() + " are still found: " + first(kept));
        }
        return "all " + ids.size() + ", and not found any more";
    }

    /** Something that must not be. */
    private static final class Lost extends RuntimeException {

        private static final long serialVersionUID = 1L;

        Lost(String message) {
            super(message);
        }
    }
}
