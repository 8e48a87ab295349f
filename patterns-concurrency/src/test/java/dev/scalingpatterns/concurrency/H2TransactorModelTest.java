package dev.scalingpatterns.concurrency;

import javax.sql.DataSource;
import net.jqwik.api.lifecycle.AfterContainer;

class H2TransactorModelTest extends TransactorModelContract {

    private static final H2Database DATABASE = H2Database.open();

    @AfterContainer
    static void closeDatabase() {
        DATABASE.close();
    }

    @Override
    protected DataSource database() {
        return DATABASE.dataSource();
    }

    @Override
    protected Transactor open(DataSource pool) {
        return JdbiTransactor.builder(pool).build();
    }
}
