package io.millrace.capture;

import static io.millrace.contracts.EventType.DOCUMENT_CHANGED;
import static io.millrace.contracts.EventType.REINDEX_REQUESTED;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.capture.CaptureStatus.State;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("containers")
final class MappedCaptureTest {

    private final Desk desk;

    MappedCaptureTest(@TempDir Path folder) throws Exception {
        desk = new Desk(folder);
    }

    @BeforeEach
    void begun() {
        CaptureContract.awaiting().until(() -> desk.capture().status().state() == State.CAPTURING);
    }

    @AfterEach
    void close() throws Exception {
        desk.close();
    }

    @Test
    void aTableThatMayNotBeReadHoldsUpNoOther() throws Exception {
        desk.sql("REVOKE SELECT ON bills FROM clerk");

        desk.sql("INSERT INTO bills VALUES (1, 'one')", "INSERT INTO notes VALUES (1, 'one')");
        CaptureContract.awaiting().until(() -> desk.broker.count(DOCUMENT_CHANGED, Desk.uri("notes", "1")) == 1);
        desk.sql("INSERT INTO notes VALUES (2, 'two')");
        CaptureContract.awaiting().until(() -> desk.broker.count(DOCUMENT_CHANGED, Desk.uri("notes", "2")) == 1);

        assertThat(desk.broker.trace(Desk.uri("notes", "1"))).isNotEqualTo(desk.broker.trace(Desk.uri("notes", "2")));
        assertThat(desk.capture().status().skipped()).isPositive();
        assertThat(desk.capture().status().error()).isNull();
        assertThat(desk.capture().status().owed().get(Desk.uri("bills"))).contains("GRANT SELECT");
        assertThat(desk.broker.count(REINDEX_REQUESTED, Desk.uri("bills"))).isZero();

        desk.sql("GRANT SELECT ON bills TO clerk");
        CaptureContract.awaiting().until(() -> desk.broker.count(REINDEX_REQUESTED, Desk.uri("bills")) == 1);
    }

    @Test
    void aColumnThatIsDroppedHoldsUpNoOtherTable() throws Exception {
        desk.sql("ALTER TABLE bills DROP COLUMN words");

        desk.sql("INSERT INTO bills VALUES (1)", "INSERT INTO notes VALUES (1, 'one')");

        CaptureContract.awaiting().until(() -> desk.broker.count(DOCUMENT_CHANGED, Desk.uri("notes", "1")) == 1);
        CaptureContract.awaiting()
                .until(() -> String.valueOf(desk.capture().status().owed().get(Desk.uri("bills")))
                        .contains("has no column words"));
        assertThat(desk.capture().status().error()).isNull();
    }

    @Test
    void withoutAPublicationItWaitsAndSaysHowOneIsMade() throws Exception {
        desk.sql("DROP PUBLICATION millrace");
        desk.restart();

        CaptureContract.awaiting().until(() -> desk.capture().status().state() == State.WAITING);
        String error = String.valueOf(desk.capture().status().error());
        assertThat(error).contains("there is no publication millrace: CREATE PUBLICATION ");
        desk.sql(error.substring(error.indexOf("CREATE PUBLICATION")));

        begun();
    }

    @Test
    void aMappingThatLetsFewerSeeItIsComparedWithTheLedger() throws Exception {
        String all = "row://desk/";
        CaptureContract.awaiting().until(() -> desk.broker.count(REINDEX_REQUESTED, all) == 1);
        desk.compared();
        CaptureContract.awaiting().until(() -> desk.capture().status().owed().isEmpty());
        desk.restart();
        begun();
        assertThat(desk.capture().status().owed()).isEmpty();

        desk.write("group:few");
        desk.restart();

        CaptureContract.awaiting().until(() -> desk.broker.count(REINDEX_REQUESTED, all) == 2);
        assertThat(desk.capture().status().owed().get(all)).contains("mapping");
    }
}
