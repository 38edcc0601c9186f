package io.millrace.index.lucene;

import java.io.IOException;
import org.apache.lucene.codecs.KnnVectorsFormat;
import org.apache.lucene.codecs.KnnVectorsReader;
import org.apache.lucene.codecs.KnnVectorsWriter;
import org.apache.lucene.codecs.lucene104.Lucene104Codec;
import org.apache.lucene.codecs.lucene99.Lucene99HnswVectorsFormat;
import org.apache.lucene.index.SegmentReadState;
import org.apache.lucene.index.SegmentWriteState;

/**
 * Lucene's codec with graphs only for segments that need them, and vectors of up to {@link #MAX_DIMENSION} components. What it
 * writes is read by Lucene's own codec and format, whose names it keeps.
 */
final class VectorCodec extends Lucene104Codec {

    /** What the widest embedding models in use give. */
    static final int MAX_DIMENSION = 4096;

    private static final int NEIGHBOURS = 16;
    private static final int BEAM_WIDTH = 100;

    private final KnnVectorsFormat format;

    /**
     * @param exactBelow the number of passages in a segment from which on it gets a graph
     */
    VectorCodec(int exactBelow) {
        this.format = new Wide(new Lucene99HnswVectorsFormat(NEIGHBOURS, BEAM_WIDTH, 1, null, threshold(exactBelow)));
    }

    /** Lucene builds a graph for n vectors if n > ln(n) × threshold (HnswGraphSearcher.expectedVisitedNodes). */
    private static int threshold(int exactBelow) {
        return exactBelow < 2 ? 0 : Math.max(1, (int) Math.round(exactBelow / Math.log(exactBelow)));
    }

    @Override
    public KnnVectorsFormat getKnnVectorsFormatForField(String field) {
        return format;
    }

    /** Lifts Lucene's limit of 1024 components, which guards its defaults and not its format. */
    private static final class Wide extends KnnVectorsFormat {

        private final KnnVectorsFormat inner;

        private Wide(KnnVectorsFormat inner) {
            super(inner.getName());
            this.inner = inner;
        }

        @Override
        public KnnVectorsWriter fieldsWriter(SegmentWriteState state) throws IOException {
            return inner.fieldsWriter(state);
        }

        @Override
        public KnnVectorsReader fieldsReader(SegmentReadState state) throws IOException {
            return inner.fieldsReader(state);
        }

        @Override
        public int getMaxDimensions(String field) {
            return MAX_DIMENSION;
        }
    }
}
