package dev.scalingpatterns.house;

import dev.scalingpatterns.core.Backends;
import dev.scalingpatterns.core.Config;

/** What the class of a snippet extends; the snippet is the body of {@link #run}. */
public abstract class SnippetContext implements AutoCloseable {

    /** What the documentation calls {@code backends}. */
    protected final Backends backends = Backends.of(config());

    /** Everything in memory, unless a context says otherwise. */
    protected Config config() {
        return Config.empty();
    }

    /** The snippet. */
    public abstract void run() throws Exception;

    /** What must be true afterwards; a context may say it. */
    protected void check() throws Exception {}

    @Override
    public void close() {
        backends.close();
    }
}
