package io.millrace.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class EventTest {

    @Test
    void comesBackAsItWasStored() {
        Map<String, String> attributes =
                new LinkedHashMap<>(Map.of("id", "", "subject", "Größe 🌊", "type", "x".repeat(70_000)));
        byte[] data = "{ \"ä\": 1}".getBytes(StandardCharsets.UTF_8);

        byte[] encoded = new Event(attributes, data).encode();
        Event event = Event.decode(encoded);

        assertThat(event.attributes()).isEqualTo(attributes);
        assertThat(event.data()).isEqualTo(data);
        assertThat(event.encodedBytes()).isEqualTo(encoded.length);
    }

    @Test
    void saysThatALaterVersionStoredIt() {
        byte[] later = new Event(Map.of("id", "1"), new byte[0]).encode();
        later[0] = 9;

        assertThatThrownBy(() -> Event.decode(later)).hasMessageContaining("format 9");
    }
}
