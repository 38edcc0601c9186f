package io.millrace.runtime;

import io.millrace.core.document.BlobStore;
import io.millrace.core.document.DocumentSource;
import io.millrace.core.document.RegisteredBuckets;
import io.millrace.core.document.RegisteredPages;
import io.millrace.core.document.UploadSource;
import io.millrace.core.feedback.FeedbackStore;
import io.millrace.core.state.AnswerStore;
import io.millrace.core.state.SharedState;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/**
 * What functions keep for each other, as each of its ports: in the store that {@code millrace.store} names where it has room for it, so that any number of pods share
 * it, else where the application keeps it, such as in a folder.
 */
@Singleton
class ChosenState {

    private final ChosenStore store;
    private final Instance<SharedState> elsewhere;

    ChosenState(ChosenStore store, Instance<SharedState> elsewhere) {
        this.store = store;
        this.elsewhere = elsewhere;
    }

    private SharedState state() {
        return store.shared().orElseGet(elsewhere::get);
    }

    @Produces
    @Singleton
    BlobStore uploads() {
        return state().uploads();
    }

    @Produces
    @Singleton
    DocumentSource uploaded() {
        return new UploadSource(state().uploads());
    }

    @Produces
    @Singleton
    AnswerStore answers() {
        return state().answers();
    }

    @Produces
    @Singleton
    FeedbackStore feedback() {
        return state().feedback();
    }

    @Produces
    @Singleton
    RegisteredBuckets buckets() {
        return new RegisteredBuckets(state().buckets());
    }

    @Produces
    @Singleton
    RegisteredPages pages() {
        return new RegisteredPages(state().pages());
    }
}
