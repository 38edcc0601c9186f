package io.millrace.local;

import io.millrace.core.answer.AnswerMode;
import io.millrace.core.cache.CacheSettings;
import io.millrace.local.CacheTruth.Change;
import io.millrace.local.CacheTruth.Size;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;

/**
 * How far an answer may be trusted without a search: {@link CacheTruth} at any size and with any settings. Arguments: address of a model server, dataset,
 * seed, answers, changes, questions asked after each, {@code QUOTE} or {@code GENERATE}, then pairs of drift and margin.
 */
final class CacheMeasurement {

    private static final int SETTINGS = 7;

    private CacheMeasurement() {}

    public static void main(String[] args) throws IOException {
        CacheTruth truth = new CacheTruth(new RememberedModel(URI.create(args[0])), Path.of(args[1]));
        long seed = Long.parseLong(args[2]);
        Size size = new Size(Integer.parseInt(args[3]), Integer.parseInt(args[4]), Integer.parseInt(args[5]));
        AnswerMode mode = AnswerMode.valueOf(args[6]);
        for (Change change : List.of(Change.EDIT, Change.REMOVE, Change.ADD)) {
            for (int i = SETTINGS; i + 1 < args.length; i += 2) {
                CacheSettings settings =
                        new CacheSettings(Double.parseDouble(args[i]), Double.parseDouble(args[i + 1]));
                System.out.println(change + " " + settings + " " + truth.run(change, mode, settings, size, seed));
            }
        }
    }
}
