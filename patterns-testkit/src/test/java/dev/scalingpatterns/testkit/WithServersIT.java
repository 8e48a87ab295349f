package dev.scalingpatterns.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/** What the annotation promises. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@WithServers(own = true)
class WithServersIT {

    private static RedisServer ofTheClass;

    @BeforeAll
    static void remember(RedisServer redis) {
        ofTheClass = redis;
    }

    @Test
    @Order(1)
    void theClassHasItsOwn(RedisServer redis) {
        assertThat(redis).isSameAs(ofTheClass).isNotSameAs(RedisServer.shared());
        redis.kill();
        assertThat(answers(redis)).isFalse();
    }

    @Test
    @Order(2)
    void itWasHealedInBetween(RedisServer redis) {
        assertThat(redis).isSameAs(ofTheClass);
        assertThat(answers(redis)).isTrue();
        redis.freeze();
        redis.cutOff();
    }

    @RepeatedTest(2)
    @Order(3)
    void inEveryKindOfTest(RedisServer redis) {
        assertThat(redis).isSameAs(ofTheClass);
        assertThat(answers(redis)).isTrue();
        redis.relay().refuse();
    }

    @Nested
    class Inside {

        @Test
        void aNestedClassHasTheSame(RedisServer redis) {
            assertThat(redis).isSameAs(ofTheClass);
            assertThat(answers(redis)).isTrue();
        }
    }

    private static boolean answers(TestServer server) {
        return new RedisRecipe("", java.util.Map.of()).probe().ask(new Endpoint(server.host(), server.port()));
    }
}
