package dev.scalingpatterns.storage;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/**
 * The promises of {@link ObjectStore}, as tests. Every implementation passes all of them: extend this class with a few
 * lines that make a store, and run it.
 */
public abstract class ObjectStoreContract
        implements KeyContract,
                PutContract,
                BrokenSourceContract,
                ConditionContract,
                MetadataContract,
                ChecksumContract,
                ReadContract,
                WriterContract,
                DeleteContract,
                CopyContract,
                ListContract,
                PrefixContract,
                RaceContract,
                LifecycleContract {

    private @Nullable ObjectStore store;

    /** A new, empty store. */
    protected abstract ObjectStore open();

    @Override
    public ObjectStore store() {
        if (store == null) {
            throw new AssertionError("no test is running");
        }
        return store;
    }

    @Override
    public void closeStore() {
        store().close();
    }

    @BeforeEach
    void openStore() {
        store = open();
    }

    @AfterEach
    void closeStoreAfterwards() {
        closeStore();
    }
}
