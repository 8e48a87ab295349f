package dev.scalingpatterns.storage.mutants;

import dev.scalingpatterns.storage.BrokenSourceContract;
import dev.scalingpatterns.storage.ChecksumContract;
import dev.scalingpatterns.storage.Condition;
import dev.scalingpatterns.storage.Content;
import dev.scalingpatterns.storage.ForwardingStore;
import dev.scalingpatterns.storage.ObjectStore;
import dev.scalingpatterns.storage.PutOptions;
import dev.scalingpatterns.storage.PutResult;

/** Believes checksums and lengths. */
class UnverifiedMutant extends StorageMutant implements ChecksumContract, BrokenSourceContract {

    @Override
    ObjectStore mutate(ObjectStore store) {
        return new ForwardingStore(store) {
            @Override
            public PutResult put(String key, Content content, PutOptions options, Condition condition) {
                PutOptions unverified =
                        PutOptions.defaults().withMetadata(options.metadata()).withProgress(options.progress());
                return super.put(key, Content.of(content::open), unverified, condition);
            }
        };
    }
}
