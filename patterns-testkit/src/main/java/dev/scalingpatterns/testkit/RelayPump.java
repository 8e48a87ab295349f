package dev.scalingpatterns.testkit;

import dev.scalingpatterns.testkit.Relay.Chunk;
import dev.scalingpatterns.testkit.Relay.Direction;
import dev.scalingpatterns.testkit.Relay.Verdict;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.util.Arrays;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Carries one direction of one connection. */
final class RelayPump implements Runnable {

    private static final int CHUNK = 16 * 1024;
    private static final int QUEUED_CHUNKS = 256;
    private static final long LOOK_AGAIN_MILLIS = 100;
    private static final byte[] END = new byte[0];

    private final RelayConnection connection;
    private final long number;
    private final Direction direction;
    private final RelayFaults faults;
    private final InputStream in;
    private final Socket out;

    /** There once something was delayed; from then on all of this direction goes through it, so the order stays. */
    private @Nullable BlockingQueue<Delayed> queue;

    RelayPump(
            RelayConnection connection,
            long number,
            Direction direction,
            RelayFaults faults,
            InputStream in,
            Socket out) {
        this.connection = connection;
        this.number = number;
        this.direction = direction;
        this.faults = faults;
        this.in = in;
        this.out = out;
    }

    @Override
    public void run() {
        byte[] buffer = new byte[CHUNK];
        try {
            int read;
            while ((read = in.read(buffer)) >= 0) {
                if (!carry(Arrays.copyOf(buffer, read))) {
                    return;
                }
            }
            deliver(END);
        } catch (IOException e) {
            connection.reset();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            connection.reset();
        } catch (RuntimeException e) {
            connection.reset(); // a filter threw: nobody shall wait for what it did not decide
            throw e;
        }
    }

    private boolean carry(byte[] bytes) throws IOException, InterruptedException {
        Verdict verdict = faults.filter(direction).inspect(new Chunk(number, direction, bytes));
        if (verdict == Verdict.BREAK) {
            connection.reset();
            return false;
        }
        if (verdict == Verdict.PASS) {
            deliver(bytes);
        }
        return true;
    }

    private void deliver(byte[] bytes) throws IOException, InterruptedException {
        long delay = faults.delayNanos(direction);
        if (delay == 0 && queue == null) {
            write(bytes);
            return;
        }
        BlockingQueue<Delayed> delayed = queue;
        if (delayed == null) {
            delayed = new ArrayBlockingQueue<>(QUEUED_CHUNKS);
            queue = delayed;
            BlockingQueue<Delayed> shared = delayed;
            RelayConnection.thread(connection.name(direction) + "-delay", () -> writeDelayed(shared));
        }
        Delayed item = new Delayed(bytes, System.nanoTime() + delay);
        while (!delayed.offer(item, LOOK_AGAIN_MILLIS, TimeUnit.MILLISECONDS)) {
            if (connection.over()) {
                return;
            }
        }
    }

    private void writeDelayed(BlockingQueue<Delayed> delayed) {
        try {
            while (!connection.over()) {
                Delayed next = delayed.poll(LOOK_AGAIN_MILLIS, TimeUnit.MILLISECONDS);
                if (next == null) {
                    continue;
                }
                waitUntil(next.due);
                write(next.bytes);
                if (next.bytes.length == 0) {
                    return;
                }
            }
        } catch (IOException e) {
            connection.reset();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            connection.reset();
        }
    }

    private void waitUntil(long due) throws InterruptedException {
        long left;
        while ((left = due - System.nanoTime()) > 0 && !connection.over()) {
            TimeUnit.NANOSECONDS.sleep(Math.min(left, TimeUnit.MILLISECONDS.toNanos(LOOK_AGAIN_MILLIS)));
        }
    }

    private void write(byte[] bytes) throws IOException, InterruptedException {
        faults.awaitWire(connection::over);
        if (connection.over()) {
            return;
        }
        if (bytes.length == 0) {
            out.shutdownOutput();
            connection.directionEnded();
        } else {
            out.getOutputStream().write(bytes);
        }
    }

    private static final class Delayed {

        private final byte[] bytes;
        private final long due;

        Delayed(byte[] bytes, long due) {
            this.bytes = bytes;
            this.due = due;
        }
    }
}
