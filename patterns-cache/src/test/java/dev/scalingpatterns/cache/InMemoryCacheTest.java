package dev.scalingpatterns.cache;

class InMemoryCacheTest extends CacheContract {

    @Override
    protected CacheHarness newHarness() {
        return new InMemoryHarness();
    }
}
