package io.millrace.broker;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Who waits for the last word on which event: the senders, where {@link BrokerRules#answersAfterDelivery}. A receipt lasts until the event, its replies, their
 * replies and so on are taken or are dead letters that their sink took.
 */
final class Receipts {

    private final Map<Long, Receipt> open = new HashMap<>();

    /** Waits for the events with these numbers; {@code answer} gets whether all of them, and what came of them, were delivered. */
    synchronized void await(long[] sequences, Consumer<Boolean> answer) {
        if (sequences.length == 0) {
            answer.accept(true);
        } else {
            Receipt receipt = new Receipt(answer);
            for (long sequence : sequences) {
                receipt.open++;
                open.put(sequence, receipt);
            }
        }
    }

    /** An event's way has an end; who waits for it waits for what came of it as well. */
    synchronized void ended(long sequence, boolean delivered, long[] successors) {
        Receipt receipt = open.remove(sequence);
        if (receipt != null) {
            for (long successor : successors) {
                receipt.open++;
                open.put(successor, receipt);
            }
            receipt.delivered &= delivered;
            receipt.open--;
            if (receipt.open == 0) {
                receipt.answer.accept(receipt.delivered);
            }
        }
    }

    /** Nothing gets an end any more, since the store can't be used: who still waits hears that it wasn't delivered. */
    synchronized void endAll() {
        Set<Receipt> waiting = new HashSet<>(open.values());
        open.clear();
        waiting.forEach(receipt -> receipt.answer.accept(false));
    }

    private static final class Receipt {
        private final Consumer<Boolean> answer;
        private int open;
        private boolean delivered = true;

        Receipt(Consumer<Boolean> answer) {
            this.answer = answer;
        }
    }
}
