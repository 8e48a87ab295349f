package dev.scalingpatterns.concurrency;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.scalingpatterns.core.ConflictException;
import dev.scalingpatterns.core.TypeRef;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class InMemoryVersionedStoreTest extends VersionedStoreContract {

    @Override
    protected <V> VersionedStore<String, V> open(Class<V> type) {
        return InMemoryVersionedStore.<String, V>builder(type).build();
    }

    @Test
    void attemptsAreBounded() {
        InMemoryVersionedStore<String, Account> store = InMemoryVersionedStore.<String, Account>builder(Account.class)
                .maxAttempts(3)
                .build();
        store.create("key", new Account(0));
        assertThatThrownBy(() -> store.update("key", account -> {
                    Versioned<Account> latest = store.find("key").orElseThrow();
                    store.compareAndSet(
                            "key", latest.version(), new Account(latest.value().balance() + 100));
                    return new Account(-1);
                }))
                .isInstanceOf(ConflictException.class)
                .hasMessageContaining("3 attempts");
        assertThat(store.find("key").orElseThrow().value()).isEqualTo(new Account(300));
    }

    @Test
    void genericValuesAndKeysOfAnyType() {
        VersionedStore<Integer, Map<String, List<Integer>>> store =
                InMemoryVersionedStore.<Integer, Map<String, List<Integer>>>builder(
                                new TypeRef<Map<String, List<Integer>>>() {})
                        .build();
        store.create(7, Map.of("a", List.of(1, 2)));
        assertThat(store.find(7).orElseThrow().value()).isEqualTo(Map.of("a", List.of(1, 2)));
        store.close();
    }
}
