package dev.scalingpatterns.jobs.batch;

import org.jspecify.annotations.Nullable;

/** A scope's presence on a thread: a task of the scope, or a run of its batches. */
final class Frame {

    /** The innermost frame of each thread; a convenience, never needed where a loader is bound to its scope. */
    static final ThreadLocal<@Nullable Frame> CURRENT = new ThreadLocal<>();

    final Dispatcher dispatcher;
    final Thread thread;
    final @Nullable Frame outer;

    /** The batches that this frame runs, if it does. */
    final @Nullable Wave wave;

    private Frame(Dispatcher dispatcher, @Nullable Frame outer, @Nullable Wave wave) {
        this.dispatcher = dispatcher;
        this.thread = Thread.currentThread();
        this.outer = outer;
        this.wave = wave;
    }

    /** A frame that no thread finds by itself. */
    static Frame apart(Dispatcher dispatcher) {
        return new Frame(dispatcher, null, null);
    }

    static Frame enter(Dispatcher dispatcher, @Nullable Wave wave) {
        Frame frame = new Frame(dispatcher, CURRENT.get(), wave);
        CURRENT.set(frame);
        return frame;
    }

    void leave() {
        if (outer == null) {
            CURRENT.remove();
        } else {
            CURRENT.set(outer);
        }
    }

    /** The innermost frame that this thread has in a scope. */
    static @Nullable Frame of(Dispatcher dispatcher) {
        Frame frame = CURRENT.get();
        while (frame != null && frame.dispatcher != dispatcher) {
            frame = frame.outer;
        }
        return frame;
    }
}
