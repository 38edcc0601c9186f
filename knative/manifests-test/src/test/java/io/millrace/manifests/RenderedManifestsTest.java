package io.millrace.manifests;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;
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
        Path definitions = Repository.definitions();
        Assumptions.assumeTrue(Files.isDirectory(definitions), definitions + " is missing: schemas not checked");
        assertThat(new CrdSchemas(definitions).check(Renderer.overlay())).isEmpty();
    }
}
