package io.millrace.index.lucene;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.core.problem.ProblemException;
import java.nio.file.Path;
import java.util.Map;
import org.apache.lucene.document.Document;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.store.FSDirectory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An index that another version of Millrace wrote. */
final class OtherFormTest {

    @TempDir
    private Path folder;

    @Test
    void isRefusedWithARemedyWhenItIsOpened() throws Exception {
        write(Map.of("number", "7"));
        assertRefused();
        write(Map.of("number", "7", "form", "2"));
        assertRefused();
    }

    @Test
    void anEmptyOneIsAnybodys() throws Exception {
        try (IndexWriter writer = new IndexWriter(FSDirectory.open(folder), new IndexWriterConfig())) {
            writer.commit();
        }
        LuceneStore.open(folder, LuceneSettings.defaults()).close();
    }

    private void write(Map<String, String> data) throws Exception {
        try (FSDirectory directory = FSDirectory.open(folder);
                IndexWriter writer = new IndexWriter(directory, new IndexWriterConfig())) {
            writer.addDocument(new Document());
            writer.setLiveCommitData(data.entrySet());
            writer.commit();
        }
    }

    private void assertRefused() {
        assertThatThrownBy(() -> LuceneStore.open(folder, LuceneSettings.defaults()))
                .isInstanceOfSatisfying(ProblemException.class, refused -> {
                    assertThat(refused.problem().code()).isEqualTo("index-of-another-form");
                    assertThat(refused.problem().detail()).contains("ingest again");
                });
    }
}
