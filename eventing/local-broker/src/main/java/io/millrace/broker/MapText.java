package io.millrace.broker;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.h2.mvstore.DataUtils;
import org.h2.mvstore.MVStoreException;
import org.jspecify.annotations.Nullable;

/** MVStore's form of small maps, {@code key:value,key:value}, most values hexadecimal, with a Fletcher checksum as the last entry. */
final class MapText {

    private static final String CHECKSUM = "fletcher";

    private MapText() {}

    /** The map at the start of these bytes, up to a line feed, without its checksum; null when there is none or its checksum is wrong. */
    static @Nullable Map<String, String> checked(byte[] bytes) {
        Map<String, String> map = line(bytes);
        String checksum = map == null ? null : map.remove(CHECKSUM);
        if (checksum == null) {
            return null;
        }
        int end = new String(bytes, StandardCharsets.ISO_8859_1).indexOf("," + CHECKSUM);
        return end >= 0 && checksum.equals(Integer.toHexString(DataUtils.getFletcher32(bytes, 0, end))) ? map : null;
    }

    /** The map in the first line of these bytes; null when there is none. */
    static @Nullable Map<String, String> line(byte[] bytes) {
        String text = new String(bytes, StandardCharsets.ISO_8859_1);
        int end = text.indexOf('\n');
        if (end < 0) {
            return null;
        }
        try {
            return new HashMap<>(DataUtils.parseMap(text.substring(0, end).strip()));
        } catch (MVStoreException e) {
            return null;
        }
    }

    /** The map with its checksum as a line of this length, line feed included. */
    static byte[] checked(Map<String, String> map, int length) {
        StringBuilder text = DataUtils.appendMap(new StringBuilder(), new HashMap<>(map));
        byte[] bytes = text.toString().getBytes(StandardCharsets.ISO_8859_1);
        DataUtils.appendMap(text, CHECKSUM, DataUtils.getFletcher32(bytes, 0, bytes.length));
        bytes = text.toString().getBytes(StandardCharsets.ISO_8859_1);
        byte[] line = Arrays.copyOf(bytes, length);
        Arrays.fill(line, bytes.length, length - 1, (byte) ' ');
        line[length - 1] = '\n';
        return line;
    }

    /** A hexadecimal number, or 0 where there is none. */
    static long number(Map<String, String> map, String key) {
        try {
            return Long.parseLong(map.getOrDefault(key, "0"), 16);
        } catch (NumberFormatException e) {
            return 0;
        }
    }
}
