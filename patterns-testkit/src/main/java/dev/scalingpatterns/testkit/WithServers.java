package dev.scalingpatterns.testkit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Gives a JUnit test real servers: each parameter of type {@link RedisServer}, {@link PostgresServer},
 * {@link MariaDbServer} or {@link S3Server} of a constructor, a test or a life-cycle method is one that runs.
 *
 * <pre>{@code
 * @WithServers
 * class RedisSessionStoreIT {
 *
 *     @Test
 *     void survivesARestart(RedisServer redis) {
 *         redis.kill();
 *         redis.restart();
 *     }
 * }
 * }</pre>
 *
 * <p>A server is started when the first test asks for it, and shared by all tests of the run. After each test it is healed:
 * what was killed is started, what was frozen goes on, what was cut is joined. Its data stays; use keys or databases of
 * your own. Tests that do faults must not run in parallel to others on the same server; with {@link #own} they may.
 */
@Documented
@Inherited
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
@ExtendWith(ServersExtension.class)
public @interface WithServers {

    /** Whether the class gets servers of its own, closed after its last test, instead of the shared ones; default false. */
    boolean own() default false;
}
