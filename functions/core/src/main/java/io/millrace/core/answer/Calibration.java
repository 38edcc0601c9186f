package io.millrace.core.answer;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Properties;

/**
 * Everything about answers that was fitted, for one embedding model: its scores decide what can be told from them.
 *
 * @param quotes which sentences answer, and where in them
 * @param refusal when the documents do not say
 * @param verification when passages support a generated sentence
 */
public record Calibration(QuoteModel quotes, RefusalModel refusal, VerificationModel verification) {

    /** For all-MiniLM-L6-v2 (the -q file) with late-pooled sentence vectors; what it was fitted on stands in the file. */
    public static final Calibration MINILM = load("all-minilm-l6-v2.properties");

    static Calibration read(Properties properties) {
        return new Calibration(
                QuoteModel.read(properties), RefusalModel.read(properties), VerificationModel.read(properties));
    }

    static double number(Properties properties, String key) {
        String value = properties.getProperty(key);
        if (value == null) {
            throw new IllegalArgumentException("the calibration has no " + key);
        }
        try {
            return Double.parseDouble(value.strip());
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("the calibration's " + key + " is no number: " + value, e);
        }
    }

    private static Calibration load(String name) {
        try (InputStream in = Calibration.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException(name + " is not beside " + Calibration.class.getName());
            }
            Properties properties = new Properties();
            properties.load(new InputStreamReader(in, StandardCharsets.UTF_8));
            return read(properties);
        } catch (IOException e) {
            throw new UncheckedIOException("can't read " + name, e);
        }
    }
}
