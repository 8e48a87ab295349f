package dev.scalingpatterns.concurrency;

class InMemoryVersionedStoreModelTest extends VersionedStoreModelContract {

    @Override
    protected VersionedStore<String, String> open() {
        return InMemoryVersionedStore.<String, String>builder(String.class).build();
    }
}
