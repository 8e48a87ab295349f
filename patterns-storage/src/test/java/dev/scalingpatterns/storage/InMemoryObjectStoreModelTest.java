package dev.scalingpatterns.storage;

class InMemoryObjectStoreModelTest extends ObjectStoreModelContract {

    @Override
    protected ObjectStore open() {
        return InMemoryObjectStore.builder().build();
    }
}
