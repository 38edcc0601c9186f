package io.millrace.source.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.millrace.core.document.DocumentSource.Content;
import io.millrace.core.document.DocumentSource.Entry;
import io.millrace.core.problem.Problem;
import io.millrace.core.problem.ProblemException;
import io.millrace.source.web.TestWeb.Names;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import mockwebserver3.Dispatcher;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import mockwebserver3.SocketEffect;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WebSourceTest {

    private final MockWebServer server = new MockWebServer();
    private final Map<String, MockResponse> pages = new ConcurrentHashMap<>();

    private volatile int headStatus;

    @BeforeEach
    void start() throws IOException {
        server.setDispatcher(new Dispatcher() {
            @Override
            public MockResponse dispatch(RecordedRequest request) {
                MockResponse page = pages.get(request.getUrl().encodedPath());
                MockResponse answer = page == null ? answer(404) : page;
                if (request.getMethod().equals("HEAD") && headStatus != 0) {
                    return answer(headStatus);
                }
                return request.getMethod().equals("HEAD")
                        ? answer.newBuilder()
                                .body("")
                                .headers(answer.getHeaders())
                                .build()
                        : answer;
            }
        });
        server.start();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void opensAPageThroughARedirectWithItsMark() throws IOException {
        pages.put("/old", answer(301, "Location: /new"));
        pages.put("/new", page("<p>Water</p>", "ETag: W/\"v1\""));

        try (Content content = source("/old").open(uri("/old"))) {
            assertThat(new String(content.content().readAllBytes(), StandardCharsets.UTF_8))
                    .isEqualTo("<p>Water</p>");
            assertThat(content.etag()).isEqualTo("v1");
        }
    }

    @Test
    void saysWhatTypeAPageHas() throws IOException {
        pages.put("/page", answer(200, "Content-Type: text/html; charset=windows-1252"));
        pages.put("/bare", answer(200));

        try (Content content = source("/page").open(uri("/page"))) {
            assertThat(content.contentType()).isEqualTo("text/html; charset=windows-1252");
        }
        try (Content content = source("/bare").open(uri("/bare"))) {
            assertThat(content.contentType()).isNull();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "404, document-gone, false",
        "410, document-gone, false",
        "401, document-unreadable, false",
        "403, document-unreadable, false",
        "418, document-unreadable, false",
        "429, page-busy, true",
        "500, page-unavailable, true",
        "503, page-unavailable, true"
    })
    void aStatusIsAVerdictOrAReasonToTryAgain(int status, String code, boolean retryable) {
        pages.put("/page", answer(status));

        Problem problem = refusal("/page");

        assertThat(problem.code()).isEqualTo(code);
        assertThat(problem.category().retryable()).isEqualTo(retryable);
    }

    @Test
    void keepsToRobotsTxtAlsoAfterARedirect() {
        pages.put("/robots.txt", page("User-agent: *\nDisallow: /\n\nUser-agent: Millrace\nDisallow: /private/\n"));
        pages.put("/private/a", page("secret"));
        pages.put("/open", answer(302, "Location: /private/a"));

        assertThat(refusal("/private/a").code()).isEqualTo("document-robots");
        assertThat(refusal("/open").code()).isEqualTo("document-robots");
        assertThat(server.getRequestCount()).isEqualTo(3);
    }

    @Test
    void asksForRobotsTxtOnceAServer() throws IOException {
        pages.put("/robots.txt", page("User-agent: Millrace\nAllow: /\n"));
        pages.put("/a", page("a"));
        WebSource source = source("/a");

        source.open(uri("/a")).close();
        source.open(uri("/a")).close();

        assertThat(server.getRequestCount()).isEqualTo(3);
    }

    @Test
    void rulesThatRedirectWithoutEndAreNone() throws IOException {
        pages.put("/robots.txt", answer(301, "Location: /robots.txt"));
        pages.put("/page", page("text"));

        source("/page").open(uri("/page")).close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://127.0.0.1:1/robots.txt",
                "http://10.0.0.1:PORT/robots.txt",
                "ftp://127.0.0.1/robots.txt",
                "http://user@127.0.0.1/robots.txt"
            })
    void rulesThatLeadWhereNothingMayBeAskedMeanLater(String location) {
        pages.put(
                "/robots.txt",
                answer(301, "Location: " + location.replace("PORT", Integer.toString(server.getPort()))));
        pages.put("/page", page("text"));

        Problem problem = refusal("/page");

        assertThat(problem.code()).isEqualTo("page-robots-unavailable");
        assertThat(problem.category().retryable()).isTrue();
    }

    @Test
    void rulesThatCantBeHadMeanLater() {
        pages.put("/robots.txt", answer(503));
        pages.put("/page", page("text"));

        Problem problem = refusal("/page");

        assertThat(problem.code()).isEqualTo("page-robots-unavailable");
        assertThat(problem.category().retryable()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "noindex",
                "NoIndex, nofollow",
                "none",
                "millrace: noindex",
                "nofollow,noindex",
                "max-snippet:20, noindex",
                "max-image-preview: large, noindex",
                "max-video-preview:-1,none"
            })
    void aPageThatDoesNotWantToBeIndexedIsNot(String wish) {
        pages.put("/page", page("text", "X-Robots-Tag: " + wish));

        assertThat(refusal("/page").code()).isEqualTo("document-noindex");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "otherbot: noindex",
                "otherbot: max-snippet:20, noindex",
                "nofollow",
                "all",
                "max-snippet:10",
                "max-image-preview:none",
                "max-image-preview: none",
                "unavailable_after: 2030-01-01"
            })
    void otherWishesDoNotKeepAPageOut(String wish) throws IOException {
        pages.put("/page", page("text", "X-Robots-Tag: " + wish));

        source("/page").open(uri("/page")).close();
    }

    @Test
    void readsTheWishInTheHeadOfAPage() {
        pages.put("/page", page("<html><head><META NAME='Robots' CONTENT='NOINDEX'></head><body>x</body></html>"));

        assertThat(refusal("/page").code()).isEqualTo("document-noindex");
    }

    @ParameterizedTest
    @ValueSource(strings = {"noindex,\n nofollow", "nofollow,\r\n\tnoindex", "max-snippet:20, noindex"})
    void readsAWishOfManyWordsInTheHeadOfAPage(String wish) {
        pages.put("/page", page("<html><head><meta name=robots content='" + wish + "'></head><body>x</body></html>"));

        assertThat(refusal("/page").code()).isEqualTo("document-noindex");
    }

    @Test
    void aPageThatIsBackAfterALookIsThere() {
        WebSource source = source("/page");
        assertThat(source.contains(uri("/page"))).isFalse();

        pages.put("/page", page("text", "ETag: 1"));

        assertThat(source.contains(uri("/page"))).isTrue();
    }

    @Test
    void listsRegisteredPagesWithTheirMarks() {
        pages.put("/", page("home", "ETag: \"1\""));
        pages.put("/b", page("b", "Last-Modified: Sat, 28 Nov 2026 10:00:00 GMT"));
        pages.put("/c", page("c"));
        pages.put("/d", answer(503));
        WebSource source = source("/", "/b", "/c", "/d", "/gone");

        List<Entry> entries = source.list(uri("/"), null, 10);

        assertThat(entries).extracting(Entry::uri).containsExactly(uri("/"), uri("/b"), uri("/c"));
        assertThat(entries)
                .extracting(Entry::etag)
                .containsExactly(
                        "1",
                        "Sat, 28 Nov 2026 10:00:00 GMT",
                        // SHA-256 of "c"
                        "2e7d2c03a9507ae265ecf5b5356885a53393a2029d241394997265a1a25aefc6");
        assertThat(source.contains(uri("/b"))).isTrue();
        assertThat(source.contains(uri("/d"))).isTrue();
        assertThat(source.contains(uri("/gone"))).isFalse();
        assertThat(source.contains(uri("/never-registered"))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(ints = {204, 400, 401, 403, 404, 405, 410, 501, 503})
    void whatAServerAnswersToHeadIsNoVerdict(int status) {
        headStatus = status;
        pages.put("/page", page("text", "ETag: 1"));
        WebSource source = source("/page", "/gone");

        assertThat(source.list(uri("/page"), null, 10)).extracting(Entry::etag).containsExactly("1");
        assertThat(source.contains(uri("/page"))).isTrue();
        assertThat(source.contains(uri("/gone"))).isFalse();
    }

    @Test
    void aRefusalNamesTheRegisteredPageAndNotWhereItLeads() {
        pages.put("/robots.txt", page("User-agent: *\nDisallow: /private/\n"));
        pages.put("/open", answer(302, "Location: /private/a?X-Amz-Signature=secret"));

        assertThat(refusal("/open?token=other").detail())
                .endsWith("redirects to: " + uri("/open"))
                .doesNotContain("secret", "other", "private");
        assertThat(refusal("/private/b?token=other").detail()).endsWith("not to read " + uri("/private/b"));
    }

    @Test
    void listsPageByPage() {
        pages.put("/a", page("a", "ETag: a"));
        pages.put("/b", page("b", "ETag: b"));
        pages.put("/c", page("c", "ETag: c"));
        WebSource source = source("/a", "/b", "/c");

        assertThat(source.list(uri("/"), null, 2)).extracting(Entry::uri).containsExactly(uri("/a"), uri("/b"));
        assertThat(source.list(uri("/"), uri("/b"), 2)).extracting(Entry::uri).containsExactly(uri("/c"));
    }

    @Test
    void pagesThatDoNotAnswerMakeAListNoShorter() {
        pages.put("/a", answer(503));
        pages.put("/b", page("b", "ETag: b"));
        pages.put("/c", page("c", "ETag: c"));

        assertThat(source("/a", "/b", "/c").list(uri("/"), null, 2))
                .extracting(Entry::uri)
                .containsExactly(uri("/b"), uri("/c"));
    }

    @Test
    void aPageThatIsListedByItselfIsLookedAtAlone() {
        pages.put("/a/b", page("b", "ETag: b"));

        assertThat(source("/a", "/a/b").list(uri("/a"), null, 1)).isEmpty();

        assertThat(server.getRequestCount()).as("robots.txt, HEAD, GET").isEqualTo(3);
    }

    @Test
    void aSiteThatDoesNotAnswerIsGivenUpAfterAFewPages() throws IOException {
        pages.put("/robots.txt", answer(200));
        for (int i = 0; i < 10; i++) {
            pages.put(
                    "/" + i,
                    response(200).onResponseStart(SocketEffect.Stall.INSTANCE).build());
        }
        String[] all = IntStream.range(0, 10).mapToObj(i -> "/" + i).toArray(String[]::new);
        WebSource source = TestWeb.at("127.0.0.0/8", server.getPort())
                .within(Duration.ofMillis(500))
                .source(
                        new Names(),
                        Stream.concat(Arrays.stream(all), Stream.of("/20"))
                                .map(this::uri)
                                .toArray(String[]::new));
        pages.put("/20", page("twenty", "ETag: 20"));

        List<String> codes = new ArrayList<>();
        for (String path : all) {
            ProblemException failure =
                    catchThrowableOfType(ProblemException.class, () -> source.list(uri(path), null, 1));
            codes.add(failure.problem().code());
            assertThat(failure.problem().category().retryable()).isTrue();
        }

        assertThat(codes.subList(0, 4)).containsOnly("page-timeout");
        assertThat(codes.subList(4, 10)).contains("page-not-reached");
        assertThat(source.contains(uri("/8"))).as("as far as is known").isTrue();
        source.open(uri("/20")).close();
        assertThat(source.list(uri("/20"), null, 1)).as("it answers again").hasSize(1);
    }

    @Test
    void slowPagesInARowCostALiveSiteNoOthers() {
        pages.put("/robots.txt", answer(200));
        for (int i = 0; i < 3; i++) {
            pages.put(
                    "/" + i,
                    response(200).onResponseStart(SocketEffect.Stall.INSTANCE).build());
        }
        pages.put("/3", page("three", "ETag: 3"));
        pages.put("/4", page("four", "ETag: 4"));
        WebSource source = TestWeb.at("127.0.0.0/8", server.getPort())
                .within(Duration.ofMillis(500))
                .source(new Names(), uri("/0"), uri("/1"), uri("/2"), uri("/3"), uri("/4"));

        for (int i = 0; i < 3; i++) {
            String slow = uri("/" + i);
            assertThatThrownBy(() -> source.list(slow, null, 1)).isInstanceOf(ProblemException.class);
        }

        assertThat(source.list(uri("/3"), null, 1)).hasSize(1);
        assertThat(source.list(uri("/4"), null, 1)).hasSize(1);
    }

    @Test
    void aPageThatIsForbiddenNowIsListedSoThatItIsJudged() {
        pages.put("/page", page("text", "ETag: 1", "X-Robots-Tag: noindex"));

        assertThat(source("/page").list(uri("/page"), null, 10))
                .extracting(Entry::etag)
                .containsExactly("document-noindex");
    }

    private Problem refusal(String path) {
        WebSource source = source(path);
        ProblemException refusal = catchThrowableOfType(ProblemException.class, () -> source.open(uri(path)));
        assertThat(refusal).isNotNull();
        return refusal.problem();
    }

    private WebSource source(String... paths) {
        String[] uris = java.util.Arrays.stream(paths).map(this::uri).toArray(String[]::new);
        return TestWeb.at("127.0.0.0/8", server.getPort()).source(new Names(), uris);
    }

    private String uri(String path) {
        return "http://127.0.0.1:" + server.getPort() + path;
    }

    private static MockResponse page(String body, String... headers) {
        return response(200, headers)
                .addHeader("Content-Type", "text/html")
                .body(body)
                .build();
    }

    private static MockResponse answer(int status, String... headers) {
        return response(status, headers).build();
    }

    private static MockResponse.Builder response(int status, String... headers) {
        MockResponse.Builder response = new MockResponse.Builder().code(status);
        for (String header : headers) {
            response.addHeader(header);
        }
        return response;
    }
}
