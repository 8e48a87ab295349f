package dev.scalingpatterns.jobs.batch;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadFactory;
import org.jspecify.annotations.Nullable;

/** A thread per task, virtual where the JDK has them; nothing is left of it when the task has ended. */
final class ThreadPerTask implements Executor {

    static final ThreadPerTask INSTANCE = new ThreadPerTask();

    private static final String NAME = "patterns-batch-fork";

    private final ThreadFactory threads;

    private ThreadPerTask() {
        ThreadFactory virtual = virtualThreads();
        this.threads = virtual != null ? virtual : ThreadPerTask::platformThread;
    }

    @Override
    public void execute(Runnable task) {
        threads.newThread(task).start();
    }

    private static Thread platformThread(Runnable task) {
        Thread thread = new Thread(task, NAME);
        thread.setDaemon(true);
        return thread;
    }

    /** {@code Thread.ofVirtual().name(…).factory()}, from JDK 21 on. */
    private static @Nullable ThreadFactory virtualThreads() {
        try {
            Class<?> builder = Class.forName("java.lang.Thread$Builder");
            Class<?> ofVirtual = Class.forName("java.lang.Thread$Builder$OfVirtual");
            MethodHandles.Lookup lookup = MethodHandles.publicLookup();
            MethodHandle make = lookup.findStatic(Thread.class, "ofVirtual", MethodType.methodType(ofVirtual));
            MethodHandle name = lookup.findVirtual(builder, "name", MethodType.methodType(builder, String.class));
            MethodHandle factory = lookup.findVirtual(builder, "factory", MethodType.methodType(ThreadFactory.class));
            return (ThreadFactory) factory.invoke(name.invoke(make.invoke(), NAME));
        } catch (Throwable e) { // not there, or a preview that is off
            return null;
        }
    }
}
