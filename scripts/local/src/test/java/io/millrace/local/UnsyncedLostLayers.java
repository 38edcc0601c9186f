package io.millrace.local;

import io.millrace.index.lucene.FileLayer;
import io.millrace.testkit.UnsyncedLostDirectory;
import io.millrace.testkit.UnsyncedLostFilePath;
import org.apache.lucene.store.MMapDirectory;

/** Index and broker lose at a kill what they had not synced. */
public final class UnsyncedLostLayers implements FileLayers {

    public UnsyncedLostLayers() {
        UnsyncedLostFilePath.register();
    }

    @Override
    public FileLayer index() {
        return folder -> new UnsyncedLostDirectory(new MMapDirectory(folder));
    }

    @Override
    public String brokerScheme() {
        return UnsyncedLostFilePath.SCHEME;
    }
}
