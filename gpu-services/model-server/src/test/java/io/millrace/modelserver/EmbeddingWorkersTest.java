package io.millrace.modelserver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.catalog.Catalog;
import io.millrace.core.embed.PassageText;
import io.millrace.core.problem.Problem.Category;
import io.millrace.core.problem.ProblemException;
import io.millrace.core.text.Span;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class EmbeddingWorkersTest {

    private static EmbeddingModel model;

    @BeforeAll
    static void load() throws Exception {
        model = new EmbeddingModel(
                Catalog.load().entry(RunningServer.EMBEDDER), RunningServer.folder(RunningServer.EMBEDDER));
    }

    @AfterAll
    static void close() throws Exception {
        model.close();
    }

    @Test
    void refusesWhatDoesNotFitTheLine() throws Exception {
        try (EmbeddingWorkers nobodyWorks = new EmbeddingWorkers(model, 0, 4, new Metrics())) {
            Thread first = waitingFor(nobodyWorks, Collections.nCopies(4, passage()));

            assertThatThrownBy(() -> nobodyWorks.embed(List.of(passage())))
                    .isInstanceOfSatisfying(
                            ProblemException.class,
                            e -> assertThat(e.problem().category()).isEqualTo(Category.BUSY))
                    .hasMessageContaining("4 texts wait");
            first.interrupt();
            first.join();
        }
    }

    @Test
    void takesARequestLargerThanTheLineWhenItIsEmpty() throws Exception {
        try (EmbeddingWorkers workers = new EmbeddingWorkers(model, 2, 4, new Metrics())) {
            assertThat(workers.embed(Collections.nCopies(6, passage()))).hasSize(6);
        }
    }

    @Test
    void afterClosingNothingIsTaken() {
        EmbeddingWorkers workers = new EmbeddingWorkers(model, 1, 4, new Metrics());
        workers.close();

        assertThatThrownBy(() -> workers.embed(List.of(passage()))).isInstanceOf(ProblemException.class);
    }

    private static Thread waitingFor(EmbeddingWorkers workers, List<PassageText> texts) {
        Thread thread = Thread.startVirtualThread(() -> {
            try {
                workers.embed(texts);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        while (workers.waiting() < texts.size()) {
            Thread.onSpinWait();
        }
        return thread;
    }

    private static PassageText passage() {
        return new PassageText("The wheel turns.", List.of(new Span(0, 16)));
    }
}
