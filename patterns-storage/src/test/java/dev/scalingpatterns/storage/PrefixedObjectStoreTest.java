package dev.scalingpatterns.storage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scalingpatterns.testkit.SettableTime;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The whole contract under a key prefix, with neighbours that must not be touched. */
class PrefixedObjectStoreTest extends ObjectStoreContract {

    private static final String PREFIX = "tenants/4/";

    private final SettableTime time = new SettableTime();
    private final ObjectStore whole = InMemoryObjectStore.builder().time(time).build();
    private boolean closed;

    @Override
    protected ObjectStore open() {
        whole.put("tenants/4", Content.ofUtf8("before"));
        whole.put("tenants/42/k", Content.ofUtf8("after"));
        return whole.prefixed(PREFIX);
    }

    @Override
    public void closeStore() {
        closed = true;
        store().close();
        whole.close();
    }

    @Override
    public void pass(Duration duration) {
        time.advance(duration);
    }

    @Override
    public int maxKeyBytes() {
        return ObjectKeys.MAX_BYTES - PREFIX.length();
    }

    @Override
    public int raceRounds() {
        return 300; // the step that decides is the store's, which is raced in full for itself
    }

    @Test
    void theNeighboursAreOutOfReach() {
        put("k", "mine");
        assertThat(keys()).containsExactly("k");
        assertThat(whole.list().keys()).containsExactly("tenants/4", "tenants/4/k", "tenants/42/k");
    }

    @AfterEach
    void theNeighboursAreAsTheyWere() {
        if (!closed) {
            assertThat(whole.list().keys().filter(key -> !key.startsWith(PREFIX)))
                    .containsExactly("tenants/4", "tenants/42/k");
            assertThat(whole.get("tenants/42/k").orElseThrow().readAllBytes())
                    .asString()
                    .isEqualTo("after");
        }
    }
}
