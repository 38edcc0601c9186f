package io.millrace.core.answer;

import java.util.List;
import java.util.Properties;

/**
 * How likely it is that a passage supports a claim.
 *
 * @param model over {@link VerificationFeature}
 * @param threshold below this probability, 0..1, a claim is dropped
 */
public record VerificationModel(LogisticModel model, double threshold) {

    private static final String PREFIX = "verification";
    private static final String THRESHOLD = PREFIX + ".threshold";

    public VerificationModel {
        if (!(threshold >= 0 && threshold <= 1)) {
            throw new IllegalArgumentException("threshold is 0 to 1, but is " + threshold);
        }
    }

    static VerificationModel read(Properties properties) {
        return new VerificationModel(
                LogisticModel.read(properties, PREFIX, features()), Calibration.number(properties, THRESHOLD));
    }

    /** Writes what a calibration file holds of it. */
    public void write(Properties properties) {
        model.write(properties, PREFIX, features());
        properties.setProperty(THRESHOLD, Double.toString(threshold));
    }

    private static List<String> features() {
        return LogisticModel.names(VerificationFeature.values());
    }
}
