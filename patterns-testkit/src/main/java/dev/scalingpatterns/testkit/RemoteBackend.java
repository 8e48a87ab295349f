package dev.scalingpatterns.testkit;

/** A server named by URL: it belongs to somebody else, so only the wire to it can be broken. */
final class RemoteBackend implements Backend {

    private final Endpoint endpoint;
    private final String setting;

    RemoteBackend(Endpoint endpoint, String setting) {
        this.endpoint = endpoint;
        this.setting = setting;
    }

    @Override
    public Endpoint endpoint() {
        return endpoint;
    }

    @Override
    public String description() {
        return "the server at " + endpoint + " that " + setting + " names";
    }

    @Override
    public void kill() {
        throw refused("kill()");
    }

    @Override
    public void freeze() {
        throw refused("freeze()");
    }

    @Override
    public void thaw() {
        throw refused("thaw()");
    }

    @Override
    public void restart() {
        throw refused("restart()");
    }

    @Override
    public void close() {
        // not ours to end
    }

    private IllegalStateException refused(String fault) {
        return new IllegalStateException(fault + " cannot be done to " + description()
                + ": only cutOff(), reconnect() and delay() can. Unset " + setting
                + " to have a server that can be killed, or skip the test: canBeKilled() is false");
    }
}
