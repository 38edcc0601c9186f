package io.millrace.core.answer;

/** The values of an enum's features, in its order; 0 until they are put. */
final class Features {

    private final double[] values;

    /** @param names all of them */
    Features(Enum<?>[] names) {
        this.values = new double[names.length];
    }

    /** The order of the constants has a meaning only here: a model reads its weights by name. */
    @SuppressWarnings("EnumOrdinal")
    void put(Enum<?> feature, double value) {
        values[feature.ordinal()] = value;
    }

    /** In the enum's order; not to be changed. */
    double[] values() {
        return values;
    }
}
