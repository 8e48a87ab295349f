package dev.scalingpatterns.concurrency;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.scalingpatterns.core.ConflictException;
import dev.scalingpatterns.core.UnavailableException;
import dev.scalingpatterns.testkit.Race;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * What every {@link LeaseManager} promises. A manager whose leases are not renewed stands for a holder that died, or was
 * frozen and comes back.
 */
public abstract class LeaseManagerContract {

    /** A manager of the one set of leases; several stand for several processes, where the leases are shared by some. */
    protected abstract LeaseManager open(LeaseOptions options);

    /** Lets time pass for the leases and for those who renew them. */
    protected abstract void pass(Duration time);

    /** The shortest time that can be told apart. */
    protected abstract Duration tick();

    /** Whether two managers exclude each other. */
    protected abstract boolean isShared();

    private final List<LeaseManager> opened = new ArrayList<>();
    private final String name = "name-" + UUID.randomUUID();

    private Duration duration() {
        return tick().multipliedBy(6);
    }

    private LeaseManager manager(boolean renewed) {
        return manager(LeaseOptions.defaults().withDuration(duration()).withRenewal(renewed));
    }

    private LeaseManager manager(LeaseOptions options) {
        LeaseManager manager = open(options);
        opened.add(manager);
        return manager;
    }

    @AfterEach
    void closeManagers() {
        opened.forEach(LeaseManager::close);
    }

    @Test
    void oneHoldsIt() {
        LeaseManager manager = manager(false);
        Lease lease = manager.tryAcquire(name).orElseThrow();
        assertThat(lease.name()).isEqualTo(name);
        assertThat(lease.isHeld()).isTrue();
        assertThat(lease.remaining()).isPositive().isLessThanOrEqualTo(duration());
        lease.requireHeld();
        assertThat(manager.tryAcquire(name)).isEmpty();
        assertThat(manager.tryAcquire(name + "2")).isPresent();
    }

    @Test
    void oneOfManyGetsIt() {
        LeaseManager manager = manager(false);
        List<Optional<Lease>> got = Race.of(8).call(() -> manager.tryAcquire(name));
        assertThat(got.stream().filter(Optional::isPresent)).hasSize(1);
    }

    @Test
    void oneProcessOfTwoGetsIt() {
        LeaseManager one = manager(false);
        LeaseManager other = manager(false);
        assertThat(one.tryAcquire(name)).isPresent();
        assertThat(other.tryAcquire(name).isPresent()).isEqualTo(!isShared());
    }

    @Test
    void releasedIsFree() {
        LeaseManager manager = manager(false);
        Lease lease = manager.tryAcquire(name).orElseThrow();
        lease.close();
        lease.close();
        assertThat(lease.isHeld()).isFalse();
        assertThat(lease.remaining()).isZero();
        assertThat(lease.renew()).isFalse();
        assertThat(manager.tryAcquire(name)).isPresent();
    }

    @Test
    void aDeadHoldersLeaseEnds() {
        LeaseManager manager = manager(false);
        Lease lease = manager.tryAcquire(name).orElseThrow();
        pass(duration().plus(tick()));
        assertThat(lease.isHeld()).isFalse();
        assertThat(lease.remaining()).isZero();
        assertThatThrownBy(lease::requireHeld)
                .isInstanceOfSatisfying(
                        LeaseLostException.class, e -> assertThat(e.token()).isEqualTo(lease.token()))
                .hasMessageContaining(name);
        assertThat(manager.tryAcquire(name)).isPresent();
    }

    @Test
    void tokensOnlyGrow() {
        LeaseManager manager = manager(false);
        long last = 0;
        for (int i = 0; i < 3; i++) {
            Lease released = manager.tryAcquire(name).orElseThrow();
            assertThat(released.token()).isGreaterThan(last);
            released.close();
            Lease expired = manager.tryAcquire(name).orElseThrow();
            assertThat(expired.token()).isGreaterThan(released.token());
            last = expired.token();
            pass(duration().plus(tick()));
        }
    }

    @Test
    void renewedWhileItsHolderLives() {
        LeaseManager manager = manager(true);
        Lease lease = manager.tryAcquire(name).orElseThrow();
        pass(duration().multipliedBy(3));
        assertThat(lease.isHeld()).isTrue();
        assertThat(manager.tryAcquire(name)).isEmpty();
        lease.close();
        assertThat(manager.tryAcquire(name)).isPresent();
    }

    @Test
    void renewedByHand() {
        LeaseManager manager = manager(false);
        Lease lease = manager.tryAcquire(name).orElseThrow();
        pass(duration().dividedBy(2));
        assertThat(lease.renew()).isTrue();
        pass(duration().dividedBy(2).plus(tick()));
        assertThat(lease.isHeld()).isTrue();
        assertThat(manager.tryAcquire(name)).isEmpty();
    }

    @Test
    void aStaleHolderCannotRenew() {
        LeaseManager manager = manager(false);
        Lease stale = manager.tryAcquire(name).orElseThrow();
        pass(duration().plus(tick()));
        Lease next = manager.tryAcquire(name).orElseThrow();
        assertThat(stale.renew()).isFalse();
        assertThat(stale.isHeld()).isFalse();
        assertThat(next.isHeld()).isTrue();
        assertThat(next.renew()).isTrue();
    }

    @Test
    void anEndedLeaseIsNotRenewedEvenIfNobodyTookIt() {
        LeaseManager manager = manager(false);
        Lease stale = manager.tryAcquire(name).orElseThrow();
        pass(duration().plus(tick()));
        assertThat(stale.renew()).isFalse();
        assertThat(manager.tryAcquire(name)).isPresent();
    }

    @Test
    void aStaleHolderDoesNotReleaseTheNextOnes() {
        LeaseManager manager = manager(false);
        Lease stale = manager.tryAcquire(name).orElseThrow();
        pass(duration().plus(tick()));
        Lease next = manager.tryAcquire(name).orElseThrow();
        stale.close();
        assertThat(next.isHeld()).isTrue();
        assertThat(next.renew()).isTrue();
        assertThat(manager.tryAcquire(name)).isEmpty();
    }

    @Test
    void lossIsTold() {
        AtomicInteger listened = new AtomicInteger();
        LeaseManager manager = manager(LeaseOptions.defaults()
                .withDuration(duration())
                .withRenewal(false)
                .withListener(new LeaseListener() {
                    @Override
                    public void lost() {
                        listened.incrementAndGet();
                    }
                }));
        Lease lease = manager.tryAcquire(name).orElseThrow();
        AtomicInteger told = new AtomicInteger();
        lease.onLoss(() -> {
            throw new WantedException("a holder's own failure");
        });
        lease.onLoss(told::incrementAndGet);
        pass(duration().multipliedBy(2));
        Awaitility.await().until(() -> told.get() == 1);
        lease.onLoss(told::incrementAndGet);
        assertThat(told).hasValue(2);
        assertThat(listened).hasValue(1);
        pass(duration());
        assertThat(told).hasValue(2);
    }

    @Test
    void aReleaseIsNoLoss() {
        LeaseManager manager = manager(true);
        Lease lease = manager.tryAcquire(name).orElseThrow();
        AtomicInteger told = new AtomicInteger();
        lease.onLoss(told::incrementAndGet);
        lease.close();
        lease.onLoss(told::incrementAndGet);
        pass(duration().multipliedBy(2));
        assertThat(told).hasValue(0);
    }

    @Test
    void acquireWaits() {
        LeaseManager manager = manager(true);
        Lease first = manager.acquire(name, Duration.ZERO);
        CompletableFuture<Lease> second =
                CompletableFuture.supplyAsync(() -> manager.acquire(name, Duration.ofSeconds(20)));
        assertThat(second).isNotDone();
        first.close();
        assertThat(second.join().token()).isGreaterThan(first.token());
    }

    @Test
    void acquireWaitsNoLongerThanTold() {
        LeaseManager manager = manager(true);
        Lease first = manager.acquire(name, Duration.ZERO);
        assertThatThrownBy(() -> manager.acquire(name, Duration.ofMillis(30)))
                .isInstanceOf(ConflictException.class)
                .hasMessageContaining(name)
                .hasMessageContaining("held it");
        assertThatThrownBy(() -> manager.acquire(name, Duration.ZERO)).isInstanceOf(ConflictException.class);
        assertThat(first.isHeld()).isTrue();
    }

    @Test
    void anInterruptEndsTheWait() {
        LeaseManager manager = manager(true);
        assertThat(manager.tryAcquire(name)).isPresent();
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> manager.acquire(name, Duration.ofSeconds(20)))
                .isInstanceOf(UnavailableException.class);
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void holdersNeverOverlap() {
        LeaseManager manager = manager(true);
        AtomicInteger inside = new AtomicInteger();
        List<Long> tokens = new CopyOnWriteArrayList<>();
        Race.of(4).rounds(5).run(() -> {
            try (Lease lease = manager.acquire(name, Duration.ofSeconds(30))) {
                assertThat(inside.incrementAndGet()).isEqualTo(1);
                tokens.add(lease.token());
                inside.decrementAndGet();
            }
        });
        assertThat(tokens).hasSize(20).isSorted().doesNotHaveDuplicates();
    }

    @Test
    void closingTheManagerReleases() {
        LeaseManager manager = manager(true);
        Lease lease = manager.tryAcquire(name).orElseThrow();
        manager.close();
        manager.close();
        assertThat(lease.isHeld()).isFalse();
        assertThatThrownBy(() -> manager.tryAcquire(name))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("LeaseManager");
        assertThatThrownBy(() -> manager.acquire(name, Duration.ZERO)).isInstanceOf(IllegalStateException.class);
        assertThat(manager(true).tryAcquire(name)).isPresent();
    }

    @Test
    void badInputIsRefused() {
        LeaseManager manager = manager(true);
        assertThatThrownBy(() -> manager.tryAcquire(" "))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the name is empty");
        assertThatThrownBy(() -> manager.tryAcquire("x".repeat(201))).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> manager.tryAcquire("a\nb"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("control character");
        assertThatThrownBy(() -> manager.acquire("a", Duration.ofMillis(-1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("negative");
        assertThatThrownBy(() -> LeaseOptions.defaults().withDuration(Duration.ZERO))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("positive");
        Lease lease = manager.tryAcquire(name).orElseThrow();
        assertThat(Objects.toString(lease)).contains(name);
    }
}
