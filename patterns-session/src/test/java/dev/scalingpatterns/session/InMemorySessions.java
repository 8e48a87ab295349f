package dev.scalingpatterns.session;

import dev.scalingpatterns.testkit.SettableTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The store in memory, on a clock that stands still until told otherwise. */
final class InMemorySessions implements SessionBackend {

    private final SettableTime time = new SettableTime();
    private final List<InMemorySessionStore> opened = new ArrayList<>();

    @Override
    public SessionStore open(SessionOptions options, SessionListener listener) {
        InMemorySessionStore store = InMemorySessionStore.builder()
                .options(options)
                .time(time)
                .listener(listener)
                .build();
        opened.add(store);
        return store;
    }

    @Override
    public Duration tick() {
        return Duration.ofMinutes(1);
    }

    @Override
    public void pass(Duration duration) {
        time.advance(duration);
    }

    @Override
    public void sweep() {
        opened.forEach(store -> {
            while (store.sweep() > 0) {
                // until there is nothing left to look at
            }
        });
    }

    @Override
    public List<String> storedTexts() {
        return opened.stream()
                .flatMap(store -> store.driver().heldTexts().stream())
                .toList();
    }
}
