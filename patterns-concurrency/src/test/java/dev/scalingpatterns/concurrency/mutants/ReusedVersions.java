package dev.scalingpatterns.concurrency.mutants;

import dev.scalingpatterns.concurrency.VersionedStore;
import dev.scalingpatterns.concurrency.VersionedStoreContract;

/** Counts each key's versions from 1, and from 1 again when the key comes back (the ABA problem). */
public class ReusedVersions extends VersionedStoreContract {

    @Override
    protected <V> VersionedStore<String, V> open(Class<V> type) {
        return new NaiveVersionedStore<>();
    }
}
