package io.millrace.local;

import io.millrace.index.lucene.FileLayer;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.ServiceLoader;

/**
 * The files that index and broker write through: the disk, unless the class path offers others. Tests do, to lose every write that was
 * not synced when the process is killed (architecture §9.9).
 */
public interface FileLayers {

    /** What the index opens its folder with. */
    FileLayer index();

    /** The scheme of H2's file layer for the broker's store, with its colon; empty for plain files. */
    String brokerScheme();

    /** What this process writes through. */
    static FileLayers ofThisProcess() {
        return ServiceLoader.load(FileLayers.class).findFirst().orElse(Disk.INSTANCE);
    }

    /** Plain files. */
    enum Disk implements FileLayers {
        INSTANCE;

        @Override
        public FileLayer index() {
            return FileLayer.DISK;
        }

        @Override
        public String brokerScheme() {
            return "";
        }
    }

    /** Hands the index its layer. */
    @Singleton
    class Producer {

        @Produces
        @Singleton
        FileLayer index() {
            return ofThisProcess().index();
        }
    }
}
