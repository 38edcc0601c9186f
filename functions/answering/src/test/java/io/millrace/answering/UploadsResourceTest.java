package io.millrace.answering;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.core.problem.ProblemException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UploadsResourceTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "file:///etc/motd",
                "http://example.com/",
                "https://example.com/",
                "S3://bucket/key",
                "gs://bucket/key",
                "az://account/container/key",
                "row://shop/products/1",
                "ROW://shop/products/1",
                "blob:x"
            })
    void anUploadTakesNoUriOfASourcesDocuments(String uri) {
        assertThatThrownBy(() -> UploadsResource.requireUri(uri))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("a scheme of a source's documents");
    }

    @ParameterizedTest
    @ValueSource(strings = {"upload:handbook.pdf", "rows:x", "urn:isbn:1"})
    void anUploadTakesOtherUris(String uri) {
        assertThatCode(() -> UploadsResource.requireUri(uri)).doesNotThrowAnyException();
    }
}
