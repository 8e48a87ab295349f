package dev.scalingpatterns.session;

import org.junit.jupiter.api.Nested;

class InMemorySessionStoreTest {

    @Nested
    class Every extends SessionStoreContract {
        @Override
        protected SessionBackend backend() {
            return new InMemorySessions();
        }
    }

    @Nested
    class OnTheServer extends ServerSessionStoreContract {
        @Override
        protected SessionBackend backend() {
            return new InMemorySessions();
        }
    }

    @Nested
    class Rotation extends SessionRotationContract {
        @Override
        protected SessionBackend backend() {
            return new InMemorySessions();
        }
    }

    @Nested
    class Races extends SessionRacesContract {
        @Override
        protected SessionBackend backend() {
            return new InMemorySessions();
        }
    }
}
