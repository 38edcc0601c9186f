package io.millrace.catalog;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import mockwebserver3.Dispatcher;
import mockwebserver3.MockResponse;
import mockwebserver3.RecordedRequest;
import mockwebserver3.SocketEffect;
import okio.Buffer;

/** Serves ranges of one content; the first answers break off at given places, by announcing more than they send. */
final class RangeDispatcher extends Dispatcher {

    private final byte[] content;
    private final int[] breaks;
    private final AtomicInteger answers = new AtomicInteger();

    RangeDispatcher(byte[] content, int... breaks) {
        this.content = content.clone();
        this.breaks = breaks.clone();
    }

    @Override
    public MockResponse dispatch(RecordedRequest request) {
        String range = request.getHeaders().get("Range");
        int start = range == null ? 0 : Integer.parseInt(range.replaceAll("[^0-9]", ""));
        int answer = answers.getAndIncrement();
        int end = answer < breaks.length ? breaks[answer] : content.length;
        MockResponse.Builder response = new MockResponse.Builder()
                .code(range == null ? 200 : 206)
                .addHeader("ETag", "\"v1\"")
                .body(new Buffer().write(Arrays.copyOfRange(content, start, end)));
        if (end < content.length) {
            response.setHeader("Content-Length", content.length - start);
            response.onResponseEnd(new SocketEffect.CloseSocket());
        }
        if (range != null) {
            response.addHeader("Content-Range", "bytes " + start + "-" + (content.length - 1) + "/" + content.length);
        }
        return response.build();
    }
}
