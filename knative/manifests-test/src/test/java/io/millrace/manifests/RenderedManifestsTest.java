package io.millrace.manifests;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The cluster's overlay, judged by every rule. */
final class RenderedManifestsTest {

    @ParameterizedTest(name = "{0}")
    @MethodSource("io.millrace.manifests.Rules#all")
    void overlayPassesEveryRule(Rule rule) {
        assertThat(rule.check(Renderer.overlay())).isEmpty();
    }

    @Test
    void overlayIsAdmittedByTheRealDefinitions() {
        assertThat(CrdSchemas.real().check(Renderer.overlay())).isEmpty();
    }
}
