package dev.scalingpatterns.jobs.batch;

import java.util.NoSuchElementException;

/**
 * The batch function answered, and there is nothing for the key. Ask with {@link BatchLoader#find} or {@link
 * BatchLoader#findAsync} where that is to be expected.
 */
public final class MissingKeyException extends NoSuchElementException {

    private static final long serialVersionUID = 1L;

    private final String loader;
    private final boolean traced;

    MissingKeyException(String loader, Object key, boolean traced) {
        super("batch loader '" + loader + "' has nothing for key " + key
                + "; ask with find or findAsync where that is expected");
        this.loader = loader;
        this.traced = traced;
        if (traced) {
            super.fillInStackTrace();
        }
    }

    /** The loader's name. */
    public String loader() {
        return loader;
    }

    /** One that waits inside a stage has no stack: it was made far from any caller. */
    @Override
    public synchronized Throwable fillInStackTrace() {
        return traced ? super.fillInStackTrace() : this;
    }
}
