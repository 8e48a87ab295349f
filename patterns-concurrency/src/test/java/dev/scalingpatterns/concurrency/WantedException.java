package dev.scalingpatterns.concurrency;

/** What a test throws where it is logged: without a stack, for it would tell nothing and look like a fault. */
public final class WantedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** What it is wanted for. */
    public WantedException(String what) {
        super(what + "; this test wants it", null, false, false);
    }
}
