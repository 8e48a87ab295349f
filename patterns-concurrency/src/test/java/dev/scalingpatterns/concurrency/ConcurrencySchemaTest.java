package dev.scalingpatterns.concurrency;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.scalingpatterns.core.ConfigurationException;
import dev.scalingpatterns.core.sql.JdbcPool;
import dev.scalingpatterns.testkit.Race;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ConcurrencySchemaTest {

    private final JdbcPool pool = JdbcPool.open("jdbc:h2:mem:schema-" + UUID.randomUUID());

    @AfterEach
    void closePool() {
        pool.close();
    }

    @Test
    void missingTablesAreToldAtStartWithTheWayOut() {
        assertThatThrownBy(() -> JdbiTransactor.builder(pool).build())
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("version 0 and not at 1")
                .hasMessageContaining("db/h2/V1__concurrency.sql")
                .hasMessageContaining("patterns.concurrency.migrate");
    }

    @Test
    void migrateCreatesThemOnce() {
        ConcurrencySchema.migrate(pool.dataSource());
        JdbiTransactor transactor = JdbiTransactor.builder(pool).build();
        String key = "kept";
        transactor.run(TransactionDefinition.of(Isolation.SERIALIZABLE).key(key), handle -> 1);
        ConcurrencySchema.migrate(pool.dataSource());
        assertThat(transactor.resolve(key)).isEqualTo(Resolution.COMMITTED);
    }

    @Test
    void manyMayMigrateAtOnce() {
        Race.of(8).run(() -> ConcurrencySchema.migrate(pool.dataSource()));
        assertThat(JdbiTransactor.builder(pool).migrate(true).build())
                .hasToString("JdbiTransactor on " + pool.dataSource());
    }

    @Test
    void aDatabaseOfAnotherKindIsRefused() {
        assertThatThrownBy(() -> JdbiTransactor.builder(Products.named(pool.dataSource(), "Oracle"))
                        .build())
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("Oracle")
                .hasMessageContaining("H2");
    }
}
