package io.millrace.answering.access;

import io.millrace.core.access.ApiKeys;
import io.millrace.source.folder.KeyFile;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.List;

/** Where keys are kept. */
@Singleton
class KeyProducer {

    @Produces
    @Singleton
    ApiKeys keys(AccessConfig config) {
        return config.keys().<ApiKeys>map(KeyFile::new).orElse(List::of);
    }
}
