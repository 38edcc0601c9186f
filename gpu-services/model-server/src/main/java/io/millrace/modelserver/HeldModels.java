package io.millrace.modelserver;

import io.millrace.catalog.ModelLease;
import io.millrace.catalog.ModelStore;
import io.millrace.catalog.Progress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The models that this server runs: garbage collection of the store spares them until this is closed. */
final class HeldModels implements AutoCloseable {

    private final ModelStore store;
    private final Progress progress;
    private final List<ModelLease> leases = new ArrayList<>();

    HeldModels(ModelStore store, Progress progress) {
        this.store = store;
        this.progress = progress;
    }

    /** The model's folder; it is pulled first if need be. */
    Path hold(String id) {
        ModelLease lease = store.ensureAndHold(id, progress);
        leases.add(lease);
        if (!lease.isSeen()) {
            progress.note(
                    "the folder of the models can't be written, so 'millrace models gc' does not see that " + id
                            + " is in use; let MILLRACE_MODEL_LEASES name a folder beside it that can, or promote and collect at different times");
        }
        return lease.folder();
    }

    @Override
    public void close() {
        leases.forEach(ModelLease::close);
    }
}
