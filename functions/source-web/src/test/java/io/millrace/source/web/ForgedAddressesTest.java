package io.millrace.source.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.millrace.core.problem.ProblemException;
import io.millrace.source.web.TestWeb.Names;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Server-side request forgery in every spelling: nothing may connect to a server on loopback, of IPv4 or, where this machine has it, of IPv6. {@code PORT}
 * stands for the port of both.
 */
class ForgedAddressesTest {

    private final Names names = new Names()
            .with("inside.example", "127.0.0.1")
            .with("mixed.example", "93.184.215.14", "127.0.0.1")
            .with("six.example", "::1")
            .with("mapped.example", "::ffff:127.0.0.1")
            .with("metadata.example", "169.254.169.254");

    private HostileServer canary;
    private @Nullable HostileServer canarySix;
    private TestWeb web;

    @BeforeEach
    void listen() throws IOException {
        canary = new HostileServer("127.0.0.1", ForgedAddressesTest::page);
        canarySix = hasSix() ? new HostileServer("::1", canary.port(), ForgedAddressesTest::page) : null;
        web = TestWeb.at("", 80, 443, canary.port());
    }

    @AfterEach
    void close() throws IOException {
        canary.close();
        if (canarySix != null) {
            canarySix.close();
        }
    }

    private static boolean hasSix() {
        try (HostileServer any = new HostileServer("::1", ForgedAddressesTest::page)) {
            return any.port() > 0;
        } catch (IOException e) {
            return false;
        }
    }

    private int connections() {
        return canary.connections() + (canarySix == null ? 0 : canarySix.connections());
    }

    private static void page(OutputStream out) throws IOException {
        out.write("HTTP/1.1 200 OK\r\nContent-Length: 4\r\nContent-Type: text/plain\r\n\r\ntext"
                .getBytes(StandardCharsets.ISO_8859_1));
    }

    @Test
    void theServerIsThereForWhomItIsAllowed() throws IOException {
        String page = "http://127.0.0.1:" + canary.port() + "/";
        WebSource source = TestWeb.at("127.0.0.0/8", canary.port()).source(names, page);

        try (var content = source.open(page)) {
            assertThat(content.content().readAllBytes()).hasSize(4);
        }
        assertThat(canary.connections()).isPositive();
    }

    @Test
    void theServerOfIpv6IsThereToo() throws IOException {
        assumeTrue(canarySix != null, "no IPv6 here");
        String page = "http://[::1]:" + canary.port() + "/";
        WebSource source = TestWeb.at("::1/128", canary.port()).source(names, page);

        source.open(page).close();

        assertThat(canarySix.connections()).isPositive();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://127.0.0.1:PORT/",
                "hTTp://127.0.0.1:PORT/",
                "http://127.1:PORT/",
                "http://127.0.1:PORT/",
                "http://2130706433:PORT/",
                "http://4294967297127.0.0.1:PORT/",
                "http://0x7f000001:PORT/",
                "http://0x7f.0.0.1:PORT/",
                "http://0x7f.1:PORT/",
                "http://0177.0.0.1:PORT/",
                "http://017700000001:PORT/",
                "http://127.0.0.1.:PORT/",
                "http://127.0.0.1%2e:PORT/",
                "http://%31%32%37.0.0.1:PORT/",
                "http://0:PORT/",
                "http://0.0.0.0:PORT/",
                "http://localhost:PORT/",
                "http://LOCALHOST.:PORT/",
                "http://[::1]:PORT/",
                "http://[0:0:0:0:0:0:0:1]:PORT/",
                "http://[::]:PORT/",
                "http://[::ffff:127.0.0.1]:PORT/",
                "http://[::ffff:7f00:1]:PORT/",
                "http://[::127.0.0.1]:PORT/",
                "http://[64:ff9b::7f00:1]:PORT/",
                "http://[2002:7f00:1::]:PORT/",
                "http://[2001:0:7f00:1::1]:PORT/",
                "http://[fe80::1%25lo]:PORT/",
                "http://[::1%25lo]:PORT/",
                "http://[127.0.0.1]:PORT/",
                "http://①②⑦.⓪.⓪.①:PORT/",
                "http://127。0。0。1:PORT/",
                "http://ⓛⓞⓒⓐⓛⓗⓞⓢⓣ:PORT/",
                "http://inside.example:PORT/",
                "http://INSIDE.example.:PORT/",
                "http://mixed.example:PORT/",
                "http://six.example:PORT/",
                "http://mapped.example:PORT/",
                "http://metadata.example/latest/meta-data/",
                "http://169.254.169.254/latest/meta-data/",
                "http://[fd00:ec2::254]/latest/meta-data/",
                "http://user:secret@127.0.0.1:PORT/",
                "http://good.example@127.0.0.1:PORT/",
                "http://good.example:80@127.0.0.1:PORT/",
                "http://good.example\\@127.0.0.1:PORT/",
                "http://127.0.0.1:PORT\\@good.example/",
                "http://good.example#@127.0.0.1:PORT/",
                "http://good.example?@127.0.0.1:PORT/",
                "http:\\\\127.0.0.1:PORT/",
                "http:/127.0.0.1:PORT/",
                "http:127.0.0.1:PORT/",
                "http:///127.0.0.1:PORT/",
                "http://127.0.0.1:PORT\t/",
                " http://127.0.0.1:PORT/",
                "http://127.0.0.1:PORT/ HTTP/1.1\r\nHost: inside.example",
                "//127.0.0.1:PORT/",
                "ftp://127.0.0.1:PORT/",
                "gopher://127.0.0.1:PORT/_GET",
                "file:///etc/passwd",
                "file://127.0.0.1:PORT/etc/passwd",
                "jar:http://127.0.0.1:PORT/!/"
            })
    void noSpellingReachesIt(String form) {
        String uri = form.replace("PORT", Integer.toString(canary.port()));
        WebSource source = web.source(names, uri);

        ProblemException refusal = catchThrowableOfType(ProblemException.class, () -> source.open(uri));

        assertThat(refusal).as(uri).isNotNull();
        assertThat(refusal.problem().code())
                .isIn("document-address-refused", "document-address-invalid", "page-host-unknown");
        assertThat(refusal.problem().detail()).doesNotContain("secret");
        assertThat(connections()).isZero();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://127.0.0.1:PORT/",
                "//127.0.0.1:PORT/",
                "http://2130706433:PORT/",
                "http://[::ffff:7f00:1]:PORT/",
                "http://inside.example:PORT/",
                "http://user:secret@127.0.0.1:PORT/",
                "\\\\127.0.0.1:PORT/",
                "http://169.254.169.254/latest/meta-data/",
                "http://good.example:22/",
                "file:///etc/passwd",
                "ftp://127.0.0.1:PORT/",
                "jar:http://127.0.0.1:PORT/!/",
                "data:text/plain,text"
            })
    void noRedirectReachesIt(String form) throws IOException {
        try (MockWebServer outside = new MockWebServer()) {
            outside.start(InetAddress.getByName("127.0.0.2"), 0);
            outside.enqueue(new MockResponse.Builder().code(404).build());
            outside.enqueue(new MockResponse.Builder()
                    .code(302)
                    .addHeader("Location", form.replace("PORT", Integer.toString(canary.port())))
                    .build());
            String page = "http://127.0.0.2:" + outside.getPort() + "/page";
            WebSource source = TestWeb.at("127.0.0.2/32", 80, outside.getPort(), canary.port())
                    .source(names, page);

            ProblemException refusal = catchThrowableOfType(ProblemException.class, () -> source.open(page));

            assertThat(refusal).isNotNull();
            assertThat(refusal.problem().code()).startsWith("document-");
            assertThat(outside.getRequestCount()).isEqualTo(2);
            assertThat(connections()).isZero();
        }
    }

    @Test
    void aNameThatLeadsInsideOnlyWhenItIsAskedAgainDoesNotReachIt() throws UnknownHostException {
        Queue<String> answers = new ArrayDeque<>(List.of("93.184.215.14", "127.0.0.1"));
        String page = "http://rebound.example:" + canary.port() + "/";
        WebSource source = web.source(host -> List.of(InetAddress.getByName(answers.remove())), page);

        source.permit(page);

        assertThatThrownBy(() -> source.open(page))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        refusal -> assertThat(refusal.problem().code()).isEqualTo("document-address-refused"));
        assertThat(answers).isEmpty();
        assertThat(connections()).isZero();
    }

    @Test
    void aPageThatIsNotRegisteredIsNotAskedFor() {
        String page = "http://127.0.0.1:" + canary.port() + "/";
        WebSource source = TestWeb.at("127.0.0.0/8", canary.port()).source(names, page);

        assertThatThrownBy(() -> source.open(page + "other"))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        refusal -> assertThat(refusal.problem().code()).isEqualTo("source-not-registered"));
        assertThat(connections()).isZero();
    }
}
