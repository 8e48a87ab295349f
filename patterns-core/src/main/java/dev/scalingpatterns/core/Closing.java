package dev.scalingpatterns.core;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** Closes many things, whatever one of them throws: a thread or socket left open outlives the message. */
final class Closing {

    private Closing() {}

    /** Closes all in this order; the first failure is thrown at the end with the others suppressed. */
    static void all(Collection<? extends AutoCloseable> resources) {
        List<Throwable> failures = new ArrayList<>();
        for (AutoCloseable resource : resources) {
            try {
                resource.close();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                failures.add(failed(resource, e));
            } catch (RuntimeException | Error e) {
                failures.add(e);
            } catch (Exception e) {
                failures.add(failed(resource, e));
            }
        }
        rethrow(failures);
    }

    private static IllegalStateException failed(AutoCloseable resource, Exception e) {
        return new IllegalStateException("closing " + resource.getClass().getName() + " failed", e);
    }

    private static void rethrow(List<Throwable> failures) {
        if (failures.isEmpty()) {
            return;
        }
        Throwable first = failures.get(0);
        for (Throwable other : failures.subList(1, failures.size())) {
            if (other != first) {
                first.addSuppressed(other);
            }
        }
        if (first instanceof Error error) {
            throw error;
        }
        throw (RuntimeException) first;
    }
}
