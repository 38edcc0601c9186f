package io.millrace.parse.tika;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.logging.log4j.LogManager;
import org.junit.jupiter.api.Test;

/** What parsers log. */
class ParsersLogTest {

    @Test
    void poisLogGoesWhereTikasGoes() {
        // else Log4j writes an error on the console at the first document, which an operator would look into
        assertThat(LogManager.getFactory().getClass().getName()).startsWith("org.apache.logging.slf4j.");
    }
}
