package io.millrace.broker;

import io.netty.buffer.ByteBufUtil;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32C;

/**
 * A CloudEvent as it came: context attributes and extensions as text, by lower-case name, and the data's bytes. Values are neither decoded nor normalised, so
 * that a subscriber gets what the sender wrote. Callers don't change {@link #data}.
 */
final class Event {

    private static final byte FORMAT = 2;
    private static final int CHECKED_FROM = 1 + Integer.BYTES;

    private final Map<String, String> attributes;
    private final byte[] data;

    Event(Map<String, String> attributes, byte[] data) {
        this.attributes = Collections.unmodifiableMap(attributes);
        this.data = data;
    }

    Map<String, String> attributes() {
        return attributes;
    }

    byte[] data() {
        return data;
    }

    /** An attribute's value, or the empty string. */
    String attribute(String name) {
        return attributes.getOrDefault(name, "");
    }

    /** The same event with more attributes; those of the same name are replaced. */
    Event with(Map<String, String> more) {
        Map<String, String> all = new LinkedHashMap<>(attributes);
        all.putAll(more);
        return new Event(all, data);
    }

    /** The same event without this attribute. */
    Event without(String name) {
        Map<String, String> all = new LinkedHashMap<>(attributes);
        all.remove(name);
        return new Event(all, data);
    }

    /** Format byte, CRC-32C of the rest, count of attributes, each name and value as length and UTF-8, then the data to the end. */
    byte[] encode() {
        List<byte[]> texts = new ArrayList<>(2 * attributes.size());
        int size = CHECKED_FROM + Short.BYTES + data.length;
        for (Map.Entry<String, String> attribute : attributes.entrySet()) {
            size += add(attribute.getKey(), texts) + add(attribute.getValue(), texts);
        }
        ByteBuffer out = ByteBuffer.allocate(size);
        out.put(FORMAT).putInt(0).putShort((short) attributes.size());
        for (byte[] text : texts) {
            out.putInt(text.length).put(text);
        }
        byte[] encoded = out.put(data).array();
        out.putInt(CHECKED_FROM - Integer.BYTES, checksum(encoded));
        return encoded;
    }

    /** How long {@link #encode} is. */
    int encodedBytes() {
        int size = CHECKED_FROM + Short.BYTES + data.length;
        for (Map.Entry<String, String> attribute : attributes.entrySet()) {
            size += 2 * Integer.BYTES
                    + ByteBufUtil.utf8Bytes(attribute.getKey())
                    + ByteBufUtil.utf8Bytes(attribute.getValue());
        }
        return size;
    }

    private static int add(String text, List<byte[]> texts) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        texts.add(bytes);
        return Integer.BYTES + bytes.length;
    }

    private static int checksum(byte[] encoded) {
        CRC32C crc = new CRC32C();
        crc.update(encoded, CHECKED_FROM, encoded.length - CHECKED_FROM);
        return (int) crc.getValue();
    }

    /** @throws DamagedStoreException when these are not the bytes that {@link #encode} gave */
    static Event decode(byte[] encoded) {
        ByteBuffer in = ByteBuffer.wrap(encoded);
        byte format = encoded.length > CHECKED_FROM ? in.get() : -1;
        if (format != FORMAT) {
            throw new DamagedStoreException("an event is stored in format " + format + ", not " + FORMAT);
        }
        if (in.getInt() != checksum(encoded)) {
            throw new DamagedStoreException("an event's checksum is wrong");
        }
        int count = in.getShort();
        Map<String, String> attributes = LinkedHashMap.newLinkedHashMap(count);
        for (int i = 0; i < count; i++) {
            String name = read(in);
            attributes.put(name, read(in));
        }
        byte[] data = new byte[in.remaining()];
        in.get(data);
        return new Event(attributes, data);
    }

    private static String read(ByteBuffer in) {
        byte[] bytes = new byte[in.getInt()];
        in.get(bytes);
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
