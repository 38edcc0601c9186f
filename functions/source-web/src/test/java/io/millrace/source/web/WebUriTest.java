package io.millrace.source.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.core.problem.ProblemException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WebUriTest {

    @ParameterizedTest
    @CsvSource({
        "https://Example.ORG/a#x, https://example.org/a",
        "https://example.org, https://example.org/",
        "http://example.org:80/, http://example.org/"
    })
    void aRegisteredPageHasItsOneSpelling(String registered, String canonical) {
        WebUri.requireCanonical(canonical);

        assertThatThrownBy(() -> WebUri.requireCanonical(registered)).hasMessageContaining("as '" + canonical + "'");
    }

    @ParameterizedTest
    @CsvSource({
        "HTTPS://Example.ORG, https://example.org/",
        "https://example.org:443/a, https://example.org/a",
        "http://example.org:80/a, http://example.org/a",
        "http://example.org:8080/a, http://example.org:8080/a",
        "https://example.org./a, https://example.org/a",
        "https://example.org/a/../b/./c, https://example.org/b/c",
        "https://example.org/a/%2e%2e/b, https://example.org/b",
        "https://example.org/%7Euser/%c3%bc, https://example.org/~user/%C3%BC",
        "https://example.org/ü, https://example.org/%C3%BC",
        "https://bücher.example/, https://xn--bcher-kva.example/",
        "https://example.org/a#part, https://example.org/a",
        "https://example.org/a?b=2&a=%3d1, https://example.org/a?b=2&a=%3D1",
        "https://example.org/a%2Fb, https://example.org/a%2Fb",
        "https://[2001:DB8:0::1]/, https://[2001:db8::1]/"
    })
    void onePageHasOneSpelling(String uri, String canonical) {
        assertThat(WebUri.canonical(uri)).isEqualTo(canonical);
        assertThat(WebUri.canonical(canonical)).isEqualTo(canonical);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://",
                "https:///path",
                "https:example.org",
                "https://user@example.org/",
                "https://exa mple.org/",
                "https://example.org\\x",
                "https://example.org:99999/",
                "mailto:a@example.org",
                "http://0177.0.0.1/",
                "http://127.1/",
                "http://0x7f.1/",
                "http://1.2.3.4.5/",
                "http://example.1/",
                ""
            })
    void whatHasTwoReadingsIsRefused(String uri) {
        assertThatThrownBy(() -> WebUri.canonical(uri))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        refusal -> assertThat(refusal.problem().code()).isEqualTo("document-address-invalid"));
    }
}
