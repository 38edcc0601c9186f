package io.millrace.index.lucene;

import java.io.IOException;
import java.util.Map;
import org.apache.lucene.store.DataInput;
import org.apache.lucene.store.DataOutput;
import org.apache.lucene.util.BytesRef;

/** Key and value of a position as bytes. */
final class PositionCodec {

    private static final byte FORM = 1;

    private PositionCodec() {}

    static BytesRef encode(Map.Entry<String, String> position) throws IOException {
        return Bytes.encode(position, PositionCodec::write);
    }

    static Map.Entry<String, String> decode(BytesRef bytes) throws IOException {
        return Bytes.decode(bytes, PositionCodec::read);
    }

    private static void write(DataOutput out, Map.Entry<String, String> position) throws IOException {
        out.writeByte(FORM);
        out.writeString(position.getKey());
        out.writeString(position.getValue());
    }

    private static Map.Entry<String, String> read(DataInput in) throws IOException {
        Bytes.requireForm(in, FORM, "position of a log");
        return Map.entry(in.readString(), in.readString());
    }
}
