package dev.scalingpatterns.cache;

class CacheModelTest extends CacheModelContract {

    @Override
    protected CacheHarness newHarness() {
        return new InMemoryHarness();
    }
}
