package io.millrace.core.chunk;

/** How long the chunks of a section should be, as costs in the unit of {@link Unit.Cut}. */
sealed interface Sizing {

    /** What a chunk costs by itself: the more, the fewer there are. */
    double chunk();

    /** What its length costs. */
    double length(int tokens, int budget, boolean last);

    /**
     * As few chunks as the tokens need, all but the last filling the window: (room left ÷ budget)². For a short document, which is found best as a
     * whole. Against parts of the same length, on SciFact: nDCG@10 .739 and .735, recall@100 .961 and .953 (a throw-away model: sentences by a pattern, fusion
     * alone).
     */
    record FullWindows() implements Sizing {

        @Override
        public double chunk() {
            return 10;
        }

        @Override
        public double length(int tokens, int budget, boolean last) {
            double room = last ? 0 : Math.max(0, 1 - (double) tokens / budget);
            return room * room;
        }
    }

    /**
     * Chunks of about one length: (distance from it ÷ it)², weighed so that a cut between sentences costs as much as a length that is off by three quarters. A cut between
     * paragraphs costs nothing. What was measured is in the module's README.
     *
     * @param tokens that length
     */
    record Passages(int tokens) implements Sizing {

        private static final double WEIGHT = .133;

        @Override
        public double chunk() {
            return 0;
        }

        @Override
        public double length(int length, int budget, boolean last) {
            double distance = (double) (length - tokens) / tokens;
            return WEIGHT * distance * distance;
        }
    }
}
