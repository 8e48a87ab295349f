package dev.scalingpatterns.concurrency;

import java.time.Duration;
import net.jqwik.api.lifecycle.AfterContainer;

class H2IdempotentCallsModelTest extends IdempotentCallsModelContract {

    private static final H2Database DATABASE = H2Database.open();

    @AfterContainer
    static void closeDatabase() {
        DATABASE.close();
    }

    @Override
    protected IdempotentCalls open(CallOptions options) {
        return JdbiIdempotentCalls.builder(
                        JdbiTransactor.builder(DATABASE.dataSource()).build())
                .options(options)
                .build();
    }

    @Override
    protected void pass(Duration duration) {
        H2IdempotentCallsTest.moveBack(DATABASE.dataSource(), duration);
    }
}
