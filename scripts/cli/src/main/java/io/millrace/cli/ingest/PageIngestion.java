package io.millrace.cli.ingest;

import io.millrace.cli.client.MillraceClient;
import io.millrace.cli.client.PageReceipt;
import io.millrace.cli.client.RefusedException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;

/** Pages of the web into a Millrace, which fetches them itself: each becomes a source, and is looked at again at every reindex. */
final class PageIngestion {

    private static final int AT_ONCE = 100;

    private final MillraceClient client;

    PageIngestion(MillraceClient client) {
        this.client = client;
    }

    /** Whether an argument of {@code ingest} is the address of a page. */
    static boolean isPage(String argument) {
        return argument.regionMatches(true, 0, "http://", 0, 7) || argument.regionMatches(true, 0, "https://", 0, 8);
    }

    /** Registers all; what is refused is counted with its reason. The ids of what was accepted. */
    Collection<String> send(List<String> urls, List<String> access, IngestTally tally) {
        Collection<String> ids = new ArrayList<>();
        for (int start = 0; start < urls.size(); start += AT_ONCE) {
            List<String> some = urls.subList(start, Math.min(start + AT_ONCE, urls.size()));
            try {
                client.registerPages(some, access).forEach(receipt -> count(receipt, ids, tally));
            } catch (RefusedException e) {
                for (String url : some) {
                    tally.rejected(
                            new Rejected(url, e.refusal().code(), e.refusal().detail()));
                }
            }
        }
        return ids;
    }

    private static void count(PageReceipt receipt, Collection<String> ids, IngestTally tally) {
        if (receipt.id() == null) {
            tally.rejected(new Rejected(
                    receipt.uri(),
                    Objects.requireNonNullElse(receipt.code(), "refused"),
                    Objects.requireNonNullElse(receipt.reason(), "no reason was given")));
        } else {
            ids.add(receipt.id());
            tally.accepted();
        }
    }
}
