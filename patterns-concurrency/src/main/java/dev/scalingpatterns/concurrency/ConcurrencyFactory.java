package dev.scalingpatterns.concurrency;

import dev.scalingpatterns.core.Backends;
import dev.scalingpatterns.core.ConfigurationException;

/** Opens this module's ports; the implementations follow. */
@SuppressWarnings("DoNotCallSuggester") // until the implementations follow
final class ConcurrencyFactory {

    private final String name;

    private ConcurrencyFactory(String name) {
        this.name = name;
    }

    static ConcurrencyFactory of(Backends backends, String name) {
        backends.time();
        return new ConcurrencyFactory(name);
    }

    Transactor transactor() {
        throw missing();
    }

    <V> VersionedStore<String, V> versionedStore(Class<V> type) {
        throw missing();
    }

    TransactionalCalls idempotentCalls() {
        throw missing();
    }

    LeaseManager leaseManager() {
        throw missing();
    }

    ReadReplicas readReplicas() {
        throw missing();
    }

    private ConfigurationException missing() {
        return new ConfigurationException("concurrency.open", name, "not in this build yet");
    }
}
