package io.millrace.index.pgvector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PgvectorUrlTest {

    @Test
    void takesBothWaysToWriteAnAddress() {
        assertThat(PgvectorUrl.of("jdbc:postgresql://db:5433/rag?sslmode=require")
                        .jdbc())
                .isEqualTo("jdbc:postgresql://db:5433/rag?sslmode=require");
        assertThat(PgvectorUrl.of("postgresql://ann:p%2Fw@db:5433/rag?sslmode=require")
                        .jdbc())
                .isEqualTo("jdbc:postgresql://db:5433/rag?sslmode=require&user=ann&password=p%2Fw");
        assertThat(PgvectorUrl.of("postgres://db/rag").jdbc()).isEqualTo("jdbc:postgresql://db/rag");
        String several = "jdbc:postgresql://one:5432,other:5432/rag?targetServerType=primary";
        assertThat(PgvectorUrl.of(several).jdbc()).isEqualTo(several);
    }

    @Test
    void itsTextShowsNoUserAndNoPassword() {
        assertThat(PgvectorUrl.of("postgresql://ann:secret@db/rag")).hasToString("jdbc:postgresql://db/rag");
        assertThat(PgvectorSettings.of(PgvectorUrl.of("postgresql://ann:secret@db/rag"))
                        .toString())
                .doesNotContain("secret", "ann");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "mysql://ann:secret@db/rag",
                "jdbc:postgresql://ann:secret@db/rag",
                "postgresql://ann:secret@db",
                "postgresql://ann:sec ret@db/rag",
                "secret"
            })
    void anAddressOfAnotherFormIsRefusedAndNotRepeated(String wrong) {
        Throwable refused = catchThrowable(() -> PgvectorUrl.of(wrong));

        assertThat(refused).isInstanceOf(IllegalArgumentException.class);
        StringWriter trace = new StringWriter();
        refused.printStackTrace(new PrintWriter(trace));
        assertThat(trace.toString()).contains("the store's address is").doesNotContain("secret", "ret@");
    }
}
