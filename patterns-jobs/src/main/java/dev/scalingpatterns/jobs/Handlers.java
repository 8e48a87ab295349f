package dev.scalingpatterns.jobs;

import java.util.Map;
import java.util.Optional;

/** Which handler runs which kind and version. Immutable. */
final class Handlers {

    private final Map<Key, Registration<?>> registrations;

    Handlers(Map<Key, Registration<?>> registrations) {
        this.registrations = Map.copyOf(registrations);
    }

    record Key(String kind, int version) {

        @Override
        public String toString() {
            return kind + " v" + version;
        }
    }

    /** A type and what runs it. */
    record Registration<P>(JobType<P> type, JobHandler<P> handler) {}

    Optional<Registration<?>> find(String kind, int version) {
        return Optional.ofNullable(registrations.get(new Key(kind, version)));
    }

    @Override
    public String toString() {
        return registrations.keySet().stream()
                .map(Key::toString)
                .sorted()
                .toList()
                .toString();
    }
}
