package io.millrace.deployer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.deployer.DeployFailure.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With stand-ins for kubectl and kustomize. */
class KustomizeTest {

    private static final String OBJECT = "{apiVersion: v1, kind: ConfigMap, metadata: {name: \"%s\"}}";

    @TempDir
    private Path bin;

    @TempDir
    private Path overlay;

    @Test
    void kubectlComesFirst() throws IOException {
        program("kustomize", "exit 1");
        program("kubectl", "printf '" + OBJECT.formatted("'$1-$(basename $2)'") + "'");

        assertThat(Kustomize.onPath("/nowhere:" + bin).render(overlay))
                .extracting(DeclaredObject::toString)
                .containsExactly("ConfigMap kustomize-" + overlay.getFileName());
    }

    @Test
    void kustomizeIsEnough() throws IOException {
        program("kustomize", "printf '" + OBJECT.formatted("'$1'") + "'");

        assertThat(Kustomize.onPath(bin.toString()).render(overlay))
                .extracting(DeclaredObject::toString)
                .containsExactly("ConfigMap build");
    }

    @Test
    void whatItSaysIsPassedOn() throws IOException {
        program("kustomize", "echo 'no such resource: base' >&2; exit 1");

        assertThatThrownBy(() -> Kustomize.onPath(bin.toString()).render(overlay))
                .isInstanceOf(DeployFailure.class)
                .hasMessage(overlay + " does not render: no such resource: base");
    }

    @Test
    void withoutEitherItSaysWhatToInstall() {
        assertThatThrownBy(() -> Kustomize.onPath(bin.toString()))
                .isInstanceOfSatisfying(
                        DeployFailure.class,
                        failure -> assertThat(failure.kind()).isEqualTo(Kind.PROGRAM_MISSING))
                .hasMessageContaining("install kubectl")
                .hasMessageContaining("--manifests");
    }

    private void program(String name, String text) throws IOException {
        Path file = Files.writeString(bin.resolve(name), "#!/bin/sh\n" + text + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
}
