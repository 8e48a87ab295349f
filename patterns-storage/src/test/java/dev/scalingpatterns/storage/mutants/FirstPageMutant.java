package dev.scalingpatterns.storage.mutants;

import dev.scalingpatterns.storage.ForwardingDriver;
import dev.scalingpatterns.storage.ListContract;
import dev.scalingpatterns.storage.spi.ObjectDriver;
import dev.scalingpatterns.storage.spi.Page;
import dev.scalingpatterns.storage.spi.PageRequest;

/** Takes the first page for all there is. */
class FirstPageMutant extends StorageMutant implements ListContract {

    @Override
    ObjectDriver mutate(ObjectDriver driver) {
        return new ForwardingDriver(driver) {
            @Override
            public Page list(PageRequest request) {
                return new Page(super.list(request).entries(), null);
            }
        };
    }
}
