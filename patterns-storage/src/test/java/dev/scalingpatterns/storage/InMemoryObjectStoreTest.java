package dev.scalingpatterns.storage;

import dev.scalingpatterns.testkit.SettableTime;
import java.time.Duration;

class InMemoryObjectStoreTest extends ObjectStoreContract {

    private final SettableTime time = new SettableTime();

    @Override
    protected ObjectStore open() {
        return InMemoryObjectStore.builder().time(time).build();
    }

    @Override
    public void pass(Duration duration) {
        time.advance(duration);
    }
}
