package dev.scalingpatterns.core.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.scalingpatterns.core.BackendUrl;
import dev.scalingpatterns.core.ConfigurationException;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SslVerifyMode;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RedisUrlTest {

    private static final Duration TIMEOUT = Duration.ofMillis(100);

    private static List<RedisURI> addresses(String url) {
        return RedisUrl.of(BackendUrl.parse(url)).addresses(TIMEOUT);
    }

    @Test
    void readsAStandaloneServer() {
        RedisURI uri = addresses("redis://localhost").get(0);
        assertThat(uri.getHost()).isEqualTo("localhost");
        assertThat(uri.getPort()).isEqualTo(6379);
        assertThat(uri.getDatabase()).isZero();
        assertThat(uri.isSsl()).isFalse();
        assertThat(uri.getTimeout()).isEqualTo(TIMEOUT);
        assertThat(uri.getClientName()).isEqualTo("scaling-patterns");
    }

    @Test
    void readsEveryPart() {
        RedisUrl url = RedisUrl.of(
                BackendUrl.parse(
                        "rediss://app:p%40ss+w%2Ford@[::1]:6380/3?timeout=80ms&connect-timeout=2s&client-name=me&verify-peer=ca"));
        RedisURI uri = url.addresses(TIMEOUT).get(0);
        assertThat(uri.getHost()).isEqualTo("::1");
        assertThat(uri.getPort()).isEqualTo(6380);
        assertThat(uri.getDatabase()).isEqualTo(3);
        assertThat(uri.isSsl()).isTrue();
        assertThat(uri.getVerifyMode()).isEqualTo(SslVerifyMode.CA);
        assertThat(uri.getClientName()).isEqualTo("me");
        assertThat(url.timeout()).contains(Duration.ofMillis(80));
        assertThat(url.connectTimeout()).contains(Duration.ofSeconds(2));
        var credentials = uri.getCredentialsProvider().resolveCredentials().block();
        assertThat(credentials).isNotNull();
        assertThat(credentials.getUsername()).isEqualTo("app");
        assertThat(new String(credentials.getPassword())).isEqualTo("p@ss+w/ord");
    }

    @Test
    void readsSentinels() {
        RedisURI uri = addresses("redis-sentinel://:secret@one,two:5000/main/2?sentinel-password=hush&tls=true")
                .get(0);
        assertThat(uri.getSentinelMasterId()).isEqualTo("main");
        assertThat(uri.getDatabase()).isEqualTo(2);
        assertThat(uri.isSsl()).isTrue();
        assertThat(uri.getSentinels()).extracting(RedisURI::getHost).containsExactly("one", "two");
        assertThat(uri.getSentinels()).extracting(RedisURI::getPort).containsExactly(26379, 5000);
        assertThat(uri.getSentinels()).allMatch(RedisURI::isSsl);
    }

    @Test
    void readsAClustersSeeds() {
        List<RedisURI> seeds = addresses("redis-cluster://:secret@one,two:7001");
        assertThat(seeds).extracting(RedisURI::getHost).containsExactly("one", "two");
        assertThat(seeds).extracting(RedisURI::getPort).containsExactly(6379, 7001);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            valkey://h                        | is no Redis URL
            redis:h                           | two slashes follow the scheme
            redis://                          | is no host[:port]
            redis://h:0                       | a port is 1 to 65535, not 0
            redis://h:65536                   | a port is 1 to 65535, not 65536
            redis://h:six                     | is no host[:port]
            redis://h/db                      | is no database number
            redis://h1,h2                     | that is redis-cluster:// or redis-sentinel://
            redis://hunter22@h                | a password alone :password@
            redis://:hunter22%@h              | write %25 for a '%'
            redis://:hunter22?x@h             | in a password '?' is written %3F
            redis://:hunter22?a=b@h           | in a password '?' is written %3F
            redis://:a?hunter22=b@h           | in a password '?' is written %3F
            redis-sentinel://:hunter22@h1,h2  | names no master
            redis-cluster://:hunter22@h1/1    | a cluster has only database 0
            redis://:hunter22@h?timeuot=1s    | did you mean 'timeout'?
            redis://:hunter22@h?timeout=1h    | is no duration from 5ms to 60s
            redis://:hunter22@h?timeout=1ms   | is no duration from 5ms to 60s
            redis://:hunter22@h?tls=true      | unknown URL parameter 'tls'
            redis://h?verify-peer=fool        | did you mean 'full'?
            """)
    void refusesWhatItDoesNotUnderstand(String url, String complaint) {
        assertThatThrownBy(() -> RedisConnection.open(url))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("redis.open")
                .hasMessageContaining(complaint)
                .hasMessageNotContaining("hunter22");
    }
}
