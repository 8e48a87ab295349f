package dev.scalingpatterns.jobs.batch;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.time.Duration;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One loader in one scope (and one captured context): the keys it knows, and those that wait.
 *
 * <p>The keys are in a hash table with open addressing. It is read without a lock and written under the scope's lock; a
 * slot once taken is never empty again, so a reader can only miss a key that was added while it looked, and then looks
 * again under the lock.
 */
final class LoaderState<K, V> {

    private static final VarHandle SLOT = MethodHandles.arrayElementVarHandle(LoadNode[].class);
    private static final VarHandle HITS;

    static {
        try {
            HITS = MethodHandles.lookup().findVarHandle(LoaderState.class, "hits", long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private static final LoadNode<?, ?>[] NONE = {};
    private static final int FIRST_ALARM = 10;

    final Dispatcher dispatcher;
    final LoaderDefinition<K, V> definition;
    final @Nullable Object context;

    private final LoadNode<K, V> removed;
    private volatile LoadNode<K, V>[] table;
    private volatile long hits;

    // Guarded by the scope's lock.
    private int usedSlots;
    private int liveKeys;
    private long inserted;
    private LoadNode<K, V>[] waiting;
    private int waitingCount;
    private long reportedHits;
    private long reportedLoads;
    private long batches;
    private long loadedKeys;
    private long missing;
    private long failed;
    private long largest;
    private long lone;
    private long busyNanos;
    private long nextAlarm = FIRST_ALARM;

    @SuppressWarnings("NullAway") // the mark for a removed key has no key; it is only ever compared by identity
    LoaderState(Dispatcher dispatcher, LoaderDefinition<K, V> definition, @Nullable Object context) {
        this.dispatcher = dispatcher;
        this.definition = definition;
        this.context = context;
        this.removed = new LoadNode<>(null, this);
        this.table = array(Integer.highestOneBit(definition.sizeHint * 2 - 1) * 2);
        this.waiting = none();
    }

    @SuppressWarnings("unchecked") // an array of nodes, and only of nodes of this state
    private static <K, V> LoadNode<K, V>[] array(int size) {
        return (LoadNode<K, V>[]) new LoadNode<?, ?>[size];
    }

    @SuppressWarnings("unchecked") // it is empty
    private static <K, V> LoadNode<K, V>[] none() {
        return (LoadNode<K, V>[]) NONE;
    }

    /**
     * The node of a key, asked for anew if it is not known.
     *
     * @param watched whether nobody is going to wait for it visibly
     */
    LoadNode<K, V> node(K asked, boolean watched) {
        dispatcher.checkOpen();
        K key = definition.normal(asked);
        LoadNode<K, V>[] slots = table;
        LoadNode<K, V> node = at(slots, slotOf(slots, key));
        if (node == null) {
            dispatcher.lock.lock();
            try {
                dispatcher.checkOpen();
                slots = roomyTable();
                int slot = slotOf(slots, key);
                node = slots[slot];
                if (node == null) {
                    node = insert(slots, slot, key);
                    inserted++;
                    await(node, watched);
                    return node;
                }
            } finally {
                dispatcher.lock.unlock();
            }
        }
        HITS.getAndAdd(this, 1L);
        if (!node.isDone()) {
            dispatcher.refuseCycle(node);
        }
        return node;
    }

    private void await(LoadNode<K, V> node, boolean watched) {
        int count = waitingCount;
        if (count == waiting.length) {
            waiting = Arrays.copyOf(waiting, Math.max(definition.sizeHint, count * 2));
        }
        waiting[count] = node;
        waitingCount = count + 1;
        dispatcher.asked(this, count == 0, watched);
    }

    private LoadNode<K, V> insert(LoadNode<K, V>[] slots, int slot, K key) {
        if (liveKeys >= definition.maxKeys) {
            throw new IllegalStateException("batch loader '" + definition.name + "': the scope holds "
                    + definition.maxKeys + " keys already; clear those that are done with, use smaller scopes,"
                    + " or raise maxKeys");
        }
        LoadNode<K, V> node = new LoadNode<>(key, this);
        SLOT.setRelease(slots, slot, node);
        usedSlots++;
        liveKeys++;
        return node;
    }

    /** The table, with room for one key more; the lock is held. */
    private LoadNode<K, V>[] roomyTable() {
        LoadNode<K, V>[] slots = table;
        if ((usedSlots + 1) * 3 > slots.length * 2) {
            rehash();
            slots = table;
        }
        return slots;
    }

    private void rehash() {
        LoadNode<K, V>[] old = table;
        LoadNode<K, V>[] slots = array(liveKeys * 3 > old.length ? old.length * 2 : old.length);
        for (LoadNode<K, V> node : old) {
            if (node != null && node != removed) {
                int slot = firstSlot(node.key, slots.length);
                while (slots[slot] != null) {
                    slot = (slot + 1) & (slots.length - 1);
                }
                slots[slot] = node;
            }
        }
        usedSlots = liveKeys;
        table = slots;
    }

    /** The slot that has the key, else the empty one at which it is missed. */
    private int slotOf(LoadNode<K, V>[] slots, K key) {
        int slot = firstSlot(key, slots.length);
        while (true) {
            LoadNode<K, V> node = at(slots, slot);
            if (node == null || (node != removed && (node.key == key || node.key.equals(key)))) {
                return slot;
            }
            slot = (slot + 1) & (slots.length - 1);
        }
    }

    @SuppressWarnings("unchecked") // only nodes of this state are put into its table
    private @Nullable LoadNode<K, V> at(LoadNode<K, V>[] slots, int slot) {
        return (LoadNode<K, V>) SLOT.getAcquire(slots, slot);
    }

    private static int firstSlot(Object key, int length) {
        int hash = key.hashCode() * 0x9E3779B9;
        return (hash ^ hash >>> 15) & (length - 1);
    }

    boolean prime(K asked, V value) {
        K key = definition.normal(asked);
        Objects.requireNonNull(value, "value");
        dispatcher.lock.lock();
        try {
            dispatcher.checkOpen();
            LoadNode<K, V>[] slots = roomyTable();
            int slot = slotOf(slots, key);
            if (slots[slot] != null) {
                return false;
            }
            LoadNode<K, V> node = insert(slots, slot, key);
            node.taken = true;
            node.succeed(value);
            return true;
        } finally {
            dispatcher.lock.unlock();
        }
    }

    void clear(K asked) {
        K key = definition.normal(asked);
        dispatcher.lock.lock();
        try {
            dispatcher.checkOpen();
            LoadNode<K, V>[] slots = table;
            LoadNode<K, V> node = slots[slotOf(slots, key)];
            if (node != null && node.taken) {
                forget(node);
            }
        } finally {
            dispatcher.lock.unlock();
        }
    }

    void clearAll() {
        dispatcher.lock.lock();
        try {
            dispatcher.checkOpen();
            for (LoadNode<K, V> node : table.clone()) {
                if (node != null && node != removed && node.taken) {
                    forget(node);
                }
            }
        } finally {
            dispatcher.lock.unlock();
        }
    }

    /** Takes a node out, if it is still the one of its key; the lock is held. */
    void forget(LoadNode<K, V> node) {
        LoadNode<K, V>[] slots = table;
        int slot = firstSlot(node.key, slots.length);
        while (slots[slot] != null) {
            if (slots[slot] == node) {
                SLOT.setRelease(slots, slot, removed);
                liveKeys--;
                return;
            }
            slot = (slot + 1) & (slots.length - 1);
        }
    }

    int waitingCount() {
        return waitingCount;
    }

    /** Takes all that wait, split into batches; the lock is held. */
    Batch<K, V>[] take() {
        LoadNode<K, V>[] nodes = waiting;
        int count = waitingCount;
        waiting = none();
        waitingCount = 0;
        for (int i = 0; i < count; i++) {
            nodes[i].taken = true;
        }
        int max = definition.maxBatchSize;
        @SuppressWarnings({"unchecked", "rawtypes"}) // an array of batches of this state
        Batch<K, V>[] taken = new Batch[(count + max - 1) / max];
        for (int i = 0; i < taken.length; i++) {
            taken[i] = new Batch<>(this, nodes, i * max, Math.min(count, (i + 1) * max));
        }
        reportLoads();
        return taken;
    }

    /** Counts one call of the batch function. */
    void called(int size, long nanos) {
        definition.totals.call(size, nanos);
        long alarm = 0;
        dispatcher.lock.lock();
        try {
            batches++;
            loadedKeys += size;
            busyNanos += nanos;
            largest = Math.max(largest, size);
            if (size == 1 && ++lone == nextAlarm) {
                alarm = lone;
                nextAlarm *= 10;
            }
        } finally {
            dispatcher.lock.unlock();
        }
        if (alarm > 0) {
            int times = (int) alarm;
            definition.listener.tell(l -> l.onBatchesOfOne(definition.name, times));
        }
    }

    void outcome(int newMissing, int newFailed) {
        definition.totals.outcome(newMissing, newFailed);
        dispatcher.lock.lock();
        try {
            missing += newMissing;
            failed += newFailed;
        } finally {
            dispatcher.lock.unlock();
        }
    }

    /** The scope has ended. */
    void close() {
        reportLoads();
        int keys = Math.min(Math.max(liveKeys, LoaderDefinition.SMALLEST), LoaderDefinition.LARGEST_HINT);
        int hint = definition.sizeHint;
        definition.sizeHint = keys > hint ? keys : (keys + hint) / 2;
    }

    /** Adds to the loader's totals what was asked since the last time; the lock is held. */
    void reportLoads() {
        long allHits = hits;
        long allLoads = inserted + allHits;
        definition.totals.loads(allLoads - reportedLoads, allHits - reportedHits);
        reportedHits = allHits;
        reportedLoads = allLoads;
    }

    BatchStatistics statistics() {
        dispatcher.lock.lock();
        try {
            long allHits = hits;
            return new BatchStatistics(
                    inserted + allHits,
                    allHits,
                    batches,
                    loadedKeys,
                    missing,
                    failed,
                    largest,
                    lone,
                    0,
                    Duration.ofNanos(busyNanos));
        } finally {
            dispatcher.lock.unlock();
        }
    }
}
