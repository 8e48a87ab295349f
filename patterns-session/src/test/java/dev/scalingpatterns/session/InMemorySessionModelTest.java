package dev.scalingpatterns.session;

class InMemorySessionModelTest extends SessionModelContract {

    @Override
    protected SessionBackend backend() {
        return new InMemorySessions();
    }
}
