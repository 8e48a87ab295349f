package dev.scalingpatterns.concurrency;

import static org.assertj.core.api.Assertions.assertThat;

import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class SingleDatabaseReplicasTest extends ReadReplicasContract {

    private static H2Database database;

    @BeforeAll
    static void openDatabase() {
        database = H2Database.open();
    }

    @AfterAll
    static void closeDatabase() {
        database.close();
    }

    @Override
    protected DataSource primary() {
        return database.dataSource();
    }

    @Override
    protected ReadReplicas open() {
        return new SingleDatabaseReplicas(
                JdbiTransactor.builder(database.dataSource()).build());
    }

    @Test
    void aPositionCountsCommits() {
        try (ReadReplicas replicas = open()) {
            assertThat(replicas.write(Isolation.READ_COMMITTED, handle -> 1).position())
                    .isEqualTo(new Position("commit-1"));
            assertThat(replicas.write(Isolation.READ_COMMITTED, handle -> 1).position())
                    .isEqualTo(new Position("commit-2"));
            assertThat(replicas.read(Position.START, handle -> 1).position()).isEqualTo(new Position("commit-2"));
            assertThat(replicas.read(new Position("commit-9"), handle -> 1).position())
                    .isEqualTo(new Position("commit-9"));
        }
    }
}
