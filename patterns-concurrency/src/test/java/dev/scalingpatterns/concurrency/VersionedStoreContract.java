package dev.scalingpatterns.concurrency;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.scalingpatterns.testkit.Race;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every {@link VersionedStore} promises. */
public abstract class VersionedStoreContract {

    /**
     * A stored value.
     *
     * @param balance what is counted
     */
    public record Account(int balance) {

        Account plus(int amount) {
            return new Account(balance + amount);
        }
    }

    /** A store, possibly with values of other keys in it. */
    protected abstract <V> VersionedStore<String, V> open(Class<V> type);

    private VersionedStore<String, Account> store;
    private final String key = "key-" + UUID.randomUUID();

    @BeforeEach
    void openStore() {
        store = open(Account.class);
    }

    @AfterEach
    void closeStore() {
        store.close();
    }

    private static Account with(int balance) {
        return new Account(balance);
    }

    @Test
    void whatIsCreatedIsFound() {
        assertThat(store.find(key)).isEmpty();
        Versioned<Account> created = store.create(key, with(100));
        assertThat(created.value()).isEqualTo(with(100));
        assertThat(store.find(key)).contains(created);
    }

    @Test
    void whatIsThereIsNotCreatedAgain() {
        Versioned<Account> created = store.create(key, with(100));
        assertThatThrownBy(() -> store.create(key, with(7)))
                .isInstanceOfSatisfying(VersionConflictException.class, e -> {
                    assertThat(e.expected()).isEmpty();
                    assertThat(e.actual()).hasValue(created.version());
                })
                .hasMessageContaining(key);
        assertThat(store.find(key)).contains(created);
    }

    @Test
    void theLatestVersionIsReplaced() {
        Versioned<Account> created = store.create(key, with(100));
        Versioned<Account> next = store.compareAndSet(key, created.version(), with(20));
        assertThat(next.version()).isGreaterThan(created.version());
        assertThat(store.find(key)).contains(next);
    }

    @Test
    void anOlderVersionIsNotReplacedAndBothAreNamed() {
        Versioned<Account> created = store.create(key, with(100));
        Versioned<Account> next = store.compareAndSet(key, created.version(), with(20));
        assertThatThrownBy(() -> store.compareAndSet(key, created.version(), with(7)))
                .isInstanceOfSatisfying(VersionConflictException.class, e -> {
                    assertThat(e.expected()).hasValue(created.version());
                    assertThat(e.actual()).hasValue(next.version());
                })
                .hasMessageContaining(key)
                .hasMessageContaining("read it again");
        assertThat(store.find(key)).contains(next);
    }

    @Test
    void whatIsNotThereIsNotReplaced() {
        assertThatThrownBy(() -> store.compareAndSet(key, 1, with(7)))
                .isInstanceOfSatisfying(
                        VersionConflictException.class,
                        e -> assertThat(e.actual()).isEqualTo(OptionalLong.empty()));
        assertThat(store.find(key)).isEmpty();
    }

    @Test
    void oneOfManyReplacesIt() {
        Versioned<Account> created = store.create(key, with(100));
        List<Race.Outcome<Versioned<Account>>> outcomes =
                Race.of(8).outcomes((thread, round) -> store.compareAndSet(key, created.version(), with(thread)));
        List<Race.Outcome<Versioned<Account>>> won =
                outcomes.stream().filter(Race.Outcome::succeeded).toList();
        assertThat(won).hasSize(1);
        assertThat(store.find(key))
                .contains(java.util.Objects.requireNonNull(won.get(0).value()));
        assertThat(outcomes.stream().filter(outcome -> !outcome.succeeded()))
                .allMatch(outcome -> outcome.failure() instanceof VersionConflictException);
    }

    @Test
    void noUpdateIsLost() {
        store.create(key, with(0));
        Race.of(8).rounds(25).run(() -> store.update(key, account -> account.plus(1)));
        assertThat(store.find(key).orElseThrow().value()).isEqualTo(with(200));
    }

    @Test
    void aBalanceOf100PaysOneWithdrawalOf80() {
        store.create(key, with(100));
        Race.of(8)
                .rounds(20)
                .beforeRound(round -> store.update(key, account -> with(100)))
                .afterRound(round ->
                        assertThat(store.find(key).orElseThrow().value()).isEqualTo(with(20)))
                .run(() -> store.update(key, account -> account.balance() >= 80 ? account.plus(-80) : account));
    }

    @Test
    void nothingIsNotUpdated() {
        AtomicInteger runs = new AtomicInteger();
        assertThat(store.update(key, account -> with(runs.incrementAndGet()))).isEmpty();
        assertThat(runs).hasValue(0);
        assertThat(store.find(key)).isEmpty();
    }

    @Test
    void upsertCreatesAndUpdates() {
        Race.of(8)
                .rounds(5)
                .run(() -> store.upsert(key, account -> account.orElse(with(0)).plus(1)));
        assertThat(store.find(key).orElseThrow().value()).isEqualTo(with(40));
    }

    @Test
    void whatAFunctionThrowsIsThrownAndNothingStored() {
        Versioned<Account> created = store.create(key, with(100));
        IllegalStateException thrown = new IllegalStateException("the function's own");
        assertThatThrownBy(() -> store.update(key, account -> {
                    throw thrown;
                }))
                .isSameAs(thrown);
        assertThatThrownBy(() -> store.update(key, account -> nothing()))
                .isInstanceOf(NullPointerException.class)
                .hasMessageContaining("the function returned null");
        assertThatThrownBy(() -> store.upsert(key, account -> nothing())).isInstanceOf(NullPointerException.class);
        assertThat(store.find(key)).contains(created);
    }

    @SuppressWarnings({"NullAway", "TypeParameterUnusedInFormals"}) // what a caller without a null checker may pass
    private static <T> T nothing() {
        return null;
    }

    @Test
    void theLatestVersionIsDeleted() {
        Versioned<Account> created = store.create(key, with(100));
        Versioned<Account> next = store.compareAndSet(key, created.version(), with(20));
        assertThatThrownBy(() -> store.delete(key, created.version()))
                .isInstanceOfSatisfying(
                        VersionConflictException.class,
                        e -> assertThat(e.actual()).hasValue(next.version()));
        store.delete(key, next.version());
        assertThat(store.find(key)).isEmpty();
        assertThatThrownBy(() -> store.delete(key, next.version())).isInstanceOf(VersionConflictException.class);
    }

    @Test
    void aVersionIsNeverUsedTwice() {
        Versioned<Account> first = store.create(key, with(100));
        store.delete(key, first.version());
        Versioned<Account> second = store.create(key, with(100));
        assertThat(second.version()).isGreaterThan(first.version());
        // Who read the first value and slept must not overwrite the second, though they are equal (ABA).
        assertThatThrownBy(() -> store.compareAndSet(key, first.version(), with(20)))
                .isInstanceOf(VersionConflictException.class);
        assertThatThrownBy(() -> store.delete(key, first.version())).isInstanceOf(VersionConflictException.class);
        assertThat(store.find(key)).contains(second);
    }

    @Test
    void aValueChangedOutsideIsNotChangedHere() {
        try (VersionedStore<String, byte[]> bytes = open(byte[].class)) {
            byte[] mine = {1, 2, 3};
            bytes.create(key, mine);
            mine[0] = 9;
            byte[] found = bytes.find(key).orElseThrow().value();
            assertThat(found).containsExactly(1, 2, 3);
            found[0] = 8;
            assertThat(bytes.find(key).orElseThrow().value()).containsExactly(1, 2, 3);
        }
    }

    @Test
    void badInputIsRefused() {
        assertThatThrownBy(() -> store.find(nothing()))
                .isInstanceOf(NullPointerException.class)
                .hasMessage("key");
        assertThatThrownBy(() -> store.create(key, nothing()))
                .isInstanceOf(NullPointerException.class)
                .hasMessage("value");
        assertThatThrownBy(() -> store.update(key, nothing()))
                .isInstanceOf(NullPointerException.class)
                .hasMessage("function");
        assertThatThrownBy(() -> store.create("", with(1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the key is empty");
        assertThatThrownBy(() -> store.create("x".repeat(256), with(1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("at most 255");
        assertThat(store.find(key)).isEqualTo(Optional.empty());
    }

    @Test
    void afterCloseNothingWorks() {
        store.close();
        store.close();
        assertThatThrownBy(() -> store.find(key))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("VersionedStore");
    }
}
