package io.millrace.local;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.core.access.ApiKey;
import io.millrace.core.access.Caller.Role;
import io.millrace.core.document.DocumentKey;
import io.millrace.source.folder.KeyFile;
import io.millrace.testkit.TestSize;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The same text for each tenant, group and user, with another code in it; whoever asks must see the codes of their own documents and no other, whichever way
 * they ask. By default 3 tenants of 4 users; with {@code -Dmillrace.full=true} 20 of 20.
 */
class LeakIT {

    private static final int TENANTS = TestSize.of(3, 20);
    private static final int USERS = TestSize.of(4, 20);
    private static final int GROUPS = 2;
    private static final int OTHERS = 4;
    private static final Pattern CODE = Pattern.compile("code-[a-z0-9]+-[a-z0-9]+");
    private static final String QUESTION = "What is the code of the vault?";
    /** What the documents that change hands hold: no code, so the other tests don't see them. */
    private static final Pattern CIPHER = Pattern.compile("cipher-[a-z0-9]+-[a-z0-9]+");

    private static final String CIPHER_QUESTION = "What is the cipher of the ledger?";

    @TempDir
    static Path data;

    private static RunningStack stack;
    private static int metricsPort;
    private static final List<Person> PEOPLE = new ArrayList<>();
    /** Keys of administrators by tenant. */
    private static final Map<String, ApiKey.Created> WRITERS = new HashMap<>();

    /** Ids of the documents with a code, by it. */
    private static final Map<String, String> PLANTED = new HashMap<>();

    private static int replies;

    /**
     * @param key what they show
     * @param codes of the documents that they may see
     */
    private record Person(String tenant, String name, ApiKey.Created key, Set<String> codes) {

        Asker asks() {
            return new Asker(stack, key.presented());
        }
    }

    @BeforeAll
    static void plant() throws IOException {
        KeyFile keys = new KeyFile(data.resolve("keys.json"));
        for (int t = 0; t < TENANTS; t++) {
            String tenant = "t" + t;
            WRITERS.put(tenant, key(keys, tenant, Set.of(), Role.ADMINISTRATOR));
            for (int u = 0; u < USERS; u++) {
                String group = "g" + u % GROUPS;
                ApiKey.Created key = key(keys, tenant, Set.of("user:u" + u, "group:" + group), Role.WRITER);
                PEOPLE.add(new Person(
                        tenant,
                        "u" + u,
                        key,
                        Set.of(code(tenant, "public"), code(tenant, group), code(tenant, "u" + u))));
            }
        }
        metricsPort = RunningStack.freePort();
        stack = RunningStack.startBoth(data, "-Dmillrace.metrics.port=" + metricsPort);
        for (String tenant : WRITERS.keySet()) {
            plant(tenant, "public", "public");
            for (int g = 0; g < GROUPS; g++) {
                plant(tenant, "g" + g, "group:g" + g);
            }
            for (int u = 0; u < USERS; u++) {
                plant(tenant, "u" + u, "user:u" + u);
            }
        }
        stack.awaitQuiet();
    }

    @AfterAll
    static void stop() throws IOException, InterruptedException {
        try {
            // Last, when all that can be counted was.
            metricsTellOfNobody();
        } finally {
            stack.close();
        }
        System.out.println("LeakIT: " + replies + " replies checked");
        try (Stream<Path> files = Files.walk(data)) {
            List<Path> logs =
                    files.filter(file -> file.toString().endsWith(".log")).toList();
            assertThat(logs).hasSizeGreaterThanOrEqualTo(2);
            for (Path log : logs) {
                String text = Files.readString(log);
                assertThat(text).as("%s", log).doesNotContainPattern(CODE).doesNotContainPattern(CIPHER);
            }
        }
    }

    /** Whoever looks at them sees all tenants' together. */
    private static void metricsTellOfNobody() throws IOException, InterruptedException {
        String metrics;
        try (HttpClient prometheus = HttpClient.newHttpClient()) {
            metrics = prometheus
                    .send(
                            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + metricsPort + "/metrics"))
                                    .build(),
                            BodyHandlers.ofString())
                    .body();
        }
        assertThat(metrics)
                .contains(
                        "millrace_answers_total{mode=\"quote\",outcome=\"answered\",reason=\"\"}",
                        "millrace_answer_cache_lookups_total{result=\"hit\"}",
                        "millrace_event_replies_total{type=\"millrace.document.indexed.v1\"}",
                        "millrace_model_calls_total{model=\"embedder\",outcome=\"ok\"}")
                .doesNotContainPattern(CODE)
                .doesNotContainPattern(CIPHER)
                // tenants, users and groups, documents by id and by uri
                .doesNotContainPattern("\"([tug]\\d+|(user|group):.*|[0-9a-f]{32}|upload:.*)\"");
    }

    @Test
    void searchShowsOnesOwnAndAllOfIt() {
        for (Person person : PEOPLE) {
            HttpResponse<String> found = person.asks().search(QUESTION);
            assertThat(codes(found)).as(person.name()).isEqualTo(new TreeSet<>(person.codes()));
            check(person, person.asks().search("code of the vault of u1 g1 " + code("t1", "u1")));
            check(person, person.asks().post("/v1/search", "{\"query\": \"code of the vault\", \"explain\": true}"));
        }
    }

    @Test
    void answersRestOnOnesOwn() {
        int cached = 0;
        for (Person person : PEOPLE) {
            HttpResponse<String> answer = person.asks().chat(QUESTION, false);
            assertThat(codes(answer)).as(person.name()).isNotEmpty();
            check(person, answer);
            HttpResponse<String> again = person.asks().chat(QUESTION, false);
            assertThat(codes(again)).as(person.name()).isEqualTo(codes(answer));
            check(person, again);
            cached += again.body().contains("\"cached\":true") ? 1 : 0;
            check(person, person.asks().chat("What is the code of the vault of u0 and g0?", true));
            check(person, person.asks().tool("ask", "question", QUESTION));
            check(person, person.asks().tool("search", "query", QUESTION));
        }
        assertThat(cached).isPositive();
    }

    @Test
    void documentsOfOthersAreNotThere() {
        for (Person person : PEOPLE) {
            HttpResponse<String> list = person.asks().get("/v1/documents?limit=1000");
            assertThat(list.body()).contains("upload:/t").contains("/public");
            check(person, list);
            for (Person other : some(person)) {
                String id = DocumentKey.of(other.tenant(), "upload:/" + other.tenant() + "/" + other.name())
                        .id();
                boolean own = person.equals(other);
                HttpResponse<String> chunks = person.asks().get("/v1/documents/" + id + "/chunks");
                assertThat(chunks.statusCode()).isEqualTo(own ? 200 : 404);
                check(person, chunks);
                check(person, person.asks().get("/v1/documents/" + id));
                check(person, person.asks().tool("get-document", "id", id));
                if (!own) {
                    assertThat(person.asks().delete("/v1/documents/" + id).statusCode())
                            .isEqualTo(404);
                }
            }
        }
    }

    @Test
    void pagesHoldOnesOwnAndNameNoOther() {
        for (Person person : PEOPLE) {
            Set<String> own = ids(stack.json(person.asks().get("/v1/documents?limit=1000")));
            Set<String> paged = new TreeSet<>();
            String after = "";
            while (after != null) {
                HttpResponse<String> reply = person.asks().get("/v1/documents?limit=1" + after);
                check(person, reply);
                JsonNode page = stack.json(reply);
                Set<String> ids = ids(page);
                paged.addAll(ids);
                JsonNode next = page.path("next");
                if (next.isTextual()) {
                    assertThat(ids).as("what comes before a next page").containsExactly(next.asText());
                }
                after = next.isTextual() ? "&after=" + next.asText() : null;
            }
            assertThat(paged).as(person.toString()).isEqualTo(own).doesNotContainAnyElementsOf(hidden(person));
        }
    }

    /** Of what was planted. */
    private static Set<String> hidden(Person person) {
        return PLANTED.entrySet().stream()
                .filter(planted -> !person.codes().contains(planted.getKey()))
                .map(Map.Entry::getValue)
                .collect(Collectors.toSet());
    }

    private static Set<String> ids(JsonNode page) {
        Set<String> ids = new TreeSet<>();
        page.path("documents").forEach(document -> ids.add(document.path("id").asText()));
        return ids;
    }

    @Test
    void theEventPathKeepsToIt() throws IOException {
        for (Person person : PEOPLE) {
            String id = stack.json(person.asks()
                            .post("/v1/questions", "{\"question\": \"" + QUESTION + "\", \"mode\": \"quote\"}"))
                    .path("id")
                    .asText();
            HttpResponse<String> answer = person.asks().get("/v1/questions/" + id + "?wait=60");
            assertThat(codes(answer)).as(answer.body()).isNotEmpty();
            check(person, answer);
            Person stranger = PEOPLE.stream()
                    .filter(other -> !other.tenant().equals(person.tenant()))
                    .findFirst()
                    .orElseThrow();
            assertThat(stranger.asks().get("/v1/questions/" + id).statusCode()).isEqualTo(202);
        }
    }

    /** A next version's access list counts at once, for kept answers too. */
    @Test
    void whatChangesHandsIsItsNewOwnersAlone() throws IOException {
        List<Person> owners =
                PEOPLE.stream().filter(person -> handsOver(person.tenant())).toList();
        handOver(0);
        for (Person person : owners) {
            for (int asked = 0; asked < 2; asked++) {
                HttpResponse<String> answer = person.asks().chat(CIPHER_QUESTION, false);
                assertThat(found(CIPHER, answer)).containsExactly(cipher(person.tenant(), number(person)));
                replies++;
            }
        }

        handOver(1);

        for (Person person : owners) {
            int former = number(person);
            Set<String> own = Set.of(cipher(person.tenant(), (former + USERS - 1) % USERS));
            String id = DocumentKey.of(person.tenant(), ledger(person.tenant(), former))
                    .id();
            assertThat(person.asks().get("/v1/documents/" + id).statusCode()).isEqualTo(404);
            for (HttpResponse<String> reply : List.of(
                    person.asks().search(CIPHER_QUESTION),
                    person.asks().chat(CIPHER_QUESTION, false),
                    person.asks().chat(CIPHER_QUESTION, true),
                    person.asks().tool("ask", "question", CIPHER_QUESTION),
                    person.asks().tool("search", "query", CIPHER_QUESTION))) {
                assertThat(found(CIPHER, reply)).as(person.name()).isEqualTo(own);
                replies++;
            }
            assertThat(found(CIPHER, person.asks().get("/v1/documents/" + id + "/chunks")))
                    .isEmpty();
            assertThat(found(CIPHER, person.asks().get("/v1/documents?limit=1000")))
                    .isEmpty();
            replies += 2;
        }
    }

    /** Each user's ledger, to be seen by the user that comes {@code by} places after alone. */
    private static void handOver(int by) throws IOException {
        for (String tenant : WRITERS.keySet().stream().filter(LeakIT::handsOver).toList()) {
            for (int u = 0; u < USERS; u++) {
                upload(
                        tenant,
                        ledger(tenant, u),
                        "The cipher of the ledger is " + cipher(tenant, u) + ".",
                        "user:u" + (u + by) % USERS);
            }
        }
        stack.awaitQuiet();
    }

    /** Every second tenant: it takes two uploads and nine replies a user. */
    private static boolean handsOver(String tenant) {
        return Integer.parseInt(tenant.substring(1)) % 2 == 0;
    }

    private static String ledger(String tenant, int user) {
        return "upload:/" + tenant + "/ledger" + user;
    }

    private static String cipher(String tenant, int user) {
        return code(tenant, "ledger" + user).replace("code-", "cipher-");
    }

    private static int number(Person person) {
        return Integer.parseInt(person.name().substring(1));
    }

    @Test
    void theRestSaysNothing() {
        for (Person person : PEOPLE) {
            check(person, person.asks().get("/v1/status"));
            check(person, person.asks().get("/openapi"));
            check(person, person.asks().get("/metrics"));
            check(person, person.asks().post("/v1/feedback", "{\"answer\": \"a\", \"rating\": \"up\"}"));
            for (String path : List.of("/v1/sources", "/v1/dead-letters", "/v1/reindex", "/v1/feedback")) {
                HttpResponse<String> refused = person.asks().get(path);
                assertThat(refused.statusCode()).as(path).isEqualTo(403);
                check(person, refused);
            }
        }
    }

    @Test
    void nobodyTakesAnothersPlace() {
        Person writer = PEOPLE.getFirst();
        HttpResponse<String> taken = writer.asks().upload("upload:/t0/u1", "mine now", "public");
        assertThat(stack.json(taken).path("title").asText()).isEqualTo("document-not-yours");
        HttpResponse<String> hidden = writer.asks().upload("upload:/t0/new", "for others", "user:u1");
        assertThat(stack.json(hidden).path("title").asText()).isEqualTo("access-without-you");
        // Of another tenant it is another document.
        assertThat(writer.asks().upload("upload:/t1/u1", "mine", "user:u0").statusCode())
                .isEqualTo(202);
    }

    @Test
    void whoPutsInWhatAnotherRemovedSeesItAtOnceAndTheOtherDoesNot() {
        Person before = PEOPLE.getFirst();
        Person after = PEOPLE.get(1);
        String uri = "upload:/t0/handed-on";
        String document = "/v1/documents/" + DocumentKey.of("t0", uri).id();
        assertThat(before.asks().upload(uri, "mine", "user:u0").statusCode()).isEqualTo(202);
        assertThat(before.asks().delete(document).statusCode()).isEqualTo(200);

        assertThat(after.asks().upload(uri, "mine now", "user:u1").statusCode()).isEqualTo(202);

        assertThat(after.asks().get(document).statusCode()).isEqualTo(200);
        assertThat(before.asks().get(document).statusCode()).isEqualTo(404);
        HttpResponse<String> late = before.asks().upload(uri, "mine again", "user:u0");
        assertThat(stack.json(late).path("title").asText()).isEqualTo("document-not-yours");
    }

    /** The person, who sees something, and a few others, who change from one person to the next. */
    private static List<Person> some(Person person) {
        List<Person> others = new ArrayList<>(PEOPLE);
        Collections.shuffle(others, new Random(PEOPLE.indexOf(person)));
        return Stream.concat(Stream.of(person), others.stream().filter(other -> !other.equals(person)))
                .limit(OTHERS)
                .toList();
    }

    private static void plant(String tenant, String name, String access) {
        String uri = "upload:/" + tenant + "/" + name;
        PLANTED.put(code(tenant, name), DocumentKey.of(tenant, uri).id());
        upload(
                tenant,
                uri,
                "The code of the vault is " + code(tenant, name) + ". Keep the code of the vault to yourself.",
                access);
    }

    private static void upload(String tenant, String uri, String text, String access) {
        HttpResponse<String> taken =
                new Asker(stack, Objects.requireNonNull(WRITERS.get(tenant)).presented()).upload(uri, text, access);
        assertThat(taken.statusCode()).as(taken.body()).isEqualTo(202);
    }

    private static ApiKey.Created key(KeyFile keys, String tenant, Set<String> principals, Role role)
            throws IOException {
        ApiKey.Created created = ApiKey.create(tenant, principals, role, 0, Instant.now(), new SecureRandom());
        keys.add(created.key());
        return created;
    }

    /** Nothing in it that tells of another than by the code itself. */
    private static String code(String tenant, String name) {
        return "code-" + DocumentKey.of(tenant, name).id().substring(0, 8) + "-" + tenant + name;
    }

    /** A reply to a chat repeats the question, so no question that is asked there names a code. */
    private static void check(Person person, HttpResponse<String> reply) {
        assertThat(codes(reply)).as(person + " got " + reply.body()).isSubsetOf(person.codes());
        replies++;
    }

    private static Set<String> codes(HttpResponse<String> reply) {
        return found(CODE, reply);
    }

    private static Set<String> found(Pattern pattern, HttpResponse<String> reply) {
        Matcher matcher = pattern.matcher(reply.body());
        return matcher.results().map(found -> found.group()).collect(Collectors.toCollection(TreeSet::new));
    }
}
