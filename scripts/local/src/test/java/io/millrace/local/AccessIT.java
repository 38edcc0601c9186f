package io.millrace.local;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.core.access.ApiKey;
import io.millrace.core.access.Caller.Role;
import io.millrace.source.folder.KeyFile;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import no.nav.security.mock.oauth2.MockOAuth2Server;
import no.nav.security.mock.oauth2.token.DefaultOAuth2TokenCallback;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who is let in, as whom, and for what: by keys, by tokens of an OpenID Connect provider, and by nothing. */
class AccessIT {

    private static final String PROVIDER = "default";
    private static final String QUESTION = "Who patented the separate condenser?";

    @TempDir
    static Path data;

    private static MockOAuth2Server provider;
    private static RunningStack stack;
    private static KeyFile keys;

    @BeforeAll
    static void start() throws IOException {
        provider = new MockOAuth2Server();
        provider.start();
        keys = new KeyFile(data.resolve("keys.json"));
        stack = SteamLibrary.start(
                data,
                "-Dquarkus.oidc.tenant-enabled=true",
                "-Dquarkus.oidc.auth-server-url=" + provider.issuerUrl(PROVIDER),
                "-Dmillrace.access.oidc.writers=editors",
                "-Dmillrace.access.audit-text=false");
    }

    @AfterAll
    static void stop() {
        stack.close();
        provider.shutdown();
    }

    @Test
    void aWrongKeyIsToldApartFromNone() throws IOException {
        HttpResponse<String> refused = new Asker(stack, "mr_0123456789ab_" + "A".repeat(43)).search(QUESTION);

        assertThat(refused.statusCode()).isEqualTo(401);
        assertThat(refused.headers().firstValue("WWW-Authenticate")).contains("Bearer");
        assertThat(refused.headers().firstValue("Content-Type")).contains("application/problem+json");
        assertThat(stack.json(refused).path("title").asText()).isEqualTo("key-unknown");
        assertThat(stack.json(refused).at("/error/message").asText()).contains("API key");
    }

    @Test
    void aKeyDoesWhatItsRoleMay() throws IOException {
        Asker reader = asker(Role.READER, 0);
        Asker writer = asker(Role.WRITER, 0);
        Asker administrator = asker(Role.ADMINISTRATOR, 0);

        assertThat(reader.search(QUESTION).statusCode()).isEqualTo(200);
        assertThat(reader.upload("upload:/new", "New.", "public").statusCode()).isEqualTo(403);
        assertThat(writer.upload("upload:/new", "New.", "public").statusCode()).isEqualTo(202);
        assertThat(writer.get("/v1/sources").statusCode()).isEqualTo(403);
        assertThat(administrator.get("/v1/sources").statusCode()).isEqualTo(200);
    }

    @Test
    void aRevokedKeyEndsAtOnce() throws IOException {
        ApiKey.Created created = created(Role.READER, 0);
        Asker asker = new Asker(stack, created.presented());
        assertThat(asker.search(QUESTION).statusCode()).isEqualTo(200);

        keys.remove(created.key().id());

        assertThat(asker.search(QUESTION).statusCode()).isEqualTo(401);
    }

    @Test
    void aKeyInAHurryHasToWait() throws IOException {
        Asker asker = asker(Role.READER, 2);

        assertThat(asker.get("/v1/models").statusCode()).isEqualTo(200);
        assertThat(asker.get("/v1/models").statusCode()).isEqualTo(200);
        HttpResponse<String> refused = asker.get("/v1/models");

        assertThat(refused.statusCode()).isEqualTo(429);
        assertThat(refused.headers().firstValue("Retry-After")).isPresent();
    }

    @Test
    void aTokenStandsForItsUserAndGroups() throws IOException {
        new Asker(stack, created(Role.ADMINISTRATOR, 0).presented())
                .upload("upload:/plans", "The plans of the mill lie in the tower.", "group:millers");
        stack.awaitQuiet();
        String question = "Where do the plans of the mill lie?";

        assertThat(new Asker(stack, token("ann", List.of("millers")))
                        .search(question)
                        .body())
                .contains("tower");
        HttpResponse<String> other = new Asker(stack, token("bob", List.of("bakers"))).search(question);
        assertThat(other.statusCode()).isEqualTo(200);
        assertThat(other.body()).doesNotContain("tower");
        assertThat(new Asker(stack, token("eve", List.of("editors")))
                        .upload("upload:/eve", "By Eve.", "public")
                        .statusCode())
                .isEqualTo(202);
    }

    @Test
    void tokensOfOthersAreRefused() {
        assertThat(new Asker(stack, token("ann", List.of()) + "x")
                        .search(QUESTION)
                        .statusCode())
                .isEqualTo(401);
        String foreign = provider.issueToken("another-provider", "millrace", new DefaultOAuth2TokenCallback())
                .serialize();
        assertThat(new Asker(stack, foreign).search(QUESTION).statusCode()).isEqualTo(401);
        assertThat(new Asker(stack, "sk-nothing").search(QUESTION).statusCode()).isEqualTo(401);
    }

    /** Quarkus takes what follows a semicolon off a path before it looks for a resource; before the last segment it refuses one itself, by 403. */
    @ParameterizedTest
    @CsvSource({
        "/v1;x/models, 403",
        "/v1/models;x, 401",
        "//v1/models, 401",
        "/v1/../v1;a=b/models, 403",
        "/%76%31/models, 401",
        "/q/..;/v1/models, 403",
        "/q/%2e%2e/v1/models, 401"
    })
    void noSpellingOfAPathGoesRoundIt(String path, int status) {
        HttpRequest.Builder page =
                HttpRequest.newBuilder(URI.create(stack.url(path))).header("Origin", "https://evil.example");

        assertThat(stack.send(page).statusCode()).isEqualTo(status);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/v1/search", "/v1;x/embeddings", "/mcp"})
    void whatIsTooLargeIsRefusedBeforeItIsRead(String path) {
        HttpRequest.Builder large = HttpRequest.newBuilder(URI.create(stack.url(path)))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString("x".repeat(2 << 20)));

        assertThat(stack.send(large).statusCode()).isEqualTo(413);
    }

    @Test
    void anEventIsTakenIntoMemoryUpToItsLimit() {
        HttpRequest.Builder large = HttpRequest.newBuilder(URI.create(stack.url("/")))
                .header("ce-id", "1")
                .header("ce-specversion", "1.0")
                .header("ce-source", "/test")
                .header("ce-type", "millrace.document.changed.v1")
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(new byte[3 << 20])));

        assertThat(stack.send(large).statusCode()).isEqualTo(413);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/notifications", "/dead-letters"})
    void theFunctionsAreOpenToNoPageElsewhere(String path) {
        HttpRequest.Builder page = HttpRequest.newBuilder(URI.create(stack.url(path)))
                .header("Origin", "https://evil.example")
                .POST(BodyPublishers.ofString("x".repeat(3 << 20)));

        assertThat(stack.send(page).statusCode()).isEqualTo(403);
    }

    @Test
    void readersAreToldNothingOfTheWhole() throws IOException {
        JsonNode status = stack.json(asker(Role.READER, 0).get("/v1/status"));

        assertThat(status.path("rejections").isArray()).isTrue();
        assertThat(status.has("documents") || status.has("quotas") || status.has("freshnessMillis"))
                .isFalse();
        JsonNode explained =
                stack.json(asker(Role.READER, 0).post("/v1/search", "{\"query\": \"condenser\", \"explain\": true}"));
        assertThat(explained.at("/explanation/terms")).isEmpty();
        assertThat(explained.at("/explanation/passages")).isNotEmpty();
    }

    @Test
    void pagesOfOtherSitesAreNobody() {
        HttpRequest.Builder page =
                HttpRequest.newBuilder(URI.create(stack.url("/v1/documents"))).header("Origin", "https://evil.example");

        assertThat(stack.send(page).statusCode()).isEqualTo(401);
    }

    /** The subject of one token may be another user's name. */
    @Test
    void aTokenWithoutTheUsersClaimStandsForNobody() {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(stack.url("/v1/documents")))
                .header("Authorization", "Bearer " + token("ann", Map.of("groups", List.of())));

        HttpResponse<String> answer = stack.send(request);

        assertThat(answer.statusCode()).isEqualTo(401);
        assertThat(answer.body()).contains("token-unusable", "preferred_username");
    }

    @Test
    void theAuditLogSaysWhoUsedWhatWithoutTheirWords() throws IOException {
        ApiKey.Created created = created(Role.READER, 0);
        new Asker(stack, created.presented()).chat(QUESTION, false);

        String log = Files.readString(data.resolve("functions.log"));
        assertThat(log)
                .contains("\"caller\":\"key:" + created.key().id() + "\"")
                .contains("\"action\":\"answer\"")
                .doesNotContain(QUESTION)
                .doesNotContain(created.presented().substring(16));
    }

    private static Asker asker(Role role, int perMinute) throws IOException {
        return new Asker(stack, created(role, perMinute).presented());
    }

    private static ApiKey.Created created(Role role, int perMinute) throws IOException {
        ApiKey.Created created = ApiKey.create("default", Set.of(), role, perMinute, Instant.now(), new SecureRandom());
        keys.add(created.key());
        return created;
    }

    private static String token(String user, List<String> groups) {
        return token(user, Map.of("preferred_username", user, "groups", groups));
    }

    private static String token(String subject, Map<String, Object> claims) {
        return provider.issueToken(
                        PROVIDER,
                        "millrace",
                        new DefaultOAuth2TokenCallback(PROVIDER, subject, "JWT", List.of("millrace"), claims, 3600))
                .serialize();
    }
}
