package dev.scalingpatterns.core.redis;

import dev.scalingpatterns.core.BackendUrl;
import dev.scalingpatterns.core.ConfigurationException;
import dev.scalingpatterns.core.internal.Nearest;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SslVerifyMode;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a Redis URL says: {@code redis://}, {@code rediss://}, {@code redis-sentinel://h1,h2/master} or {@code
 * redis-cluster://h1,h2}, each with {@code [user]:password@} and parameters. A password is percent-encoded.
 */
final class RedisUrl {

    private static final String SENTINEL = "redis-sentinel";
    private static final String CLUSTER = "redis-cluster";
    private static final Set<String> SCHEMES = Set.of("redis", "rediss", SENTINEL, CLUSTER);
    private static final String TIMEOUT = "timeout";
    private static final String CONNECT_TIMEOUT = "connect-timeout";
    private static final String CLIENT_NAME = "client-name";
    private static final String VERIFY_PEER = "verify-peer";
    private static final String TLS = "tls";
    private static final String SENTINEL_USER = "sentinel-user";
    private static final String SENTINEL_PASSWORD = "sentinel-password";
    private static final Set<String> PARAMETERS = Set.of(TIMEOUT, CONNECT_TIMEOUT, CLIENT_NAME, VERIFY_PEER);
    private static final Set<String> WITH_TLS = Set.of(TIMEOUT, CONNECT_TIMEOUT, CLIENT_NAME, VERIFY_PEER, TLS);
    private static final Set<String> SENTINEL_PARAMETERS =
            Set.of(TIMEOUT, CONNECT_TIMEOUT, CLIENT_NAME, VERIFY_PEER, TLS, SENTINEL_USER, SENTINEL_PASSWORD);
    private static final Pattern HOST = Pattern.compile("(\\[[0-9a-fA-F:.%]+]|[^:\\[\\]/,]+)(?::(\\d{1,5}))?");
    private static final Pattern DURATION = Pattern.compile("(\\d{1,9})(ms|s)");

    private final BackendUrl url;
    private final List<Host> hosts;
    private final String user;
    private final String password;
    private final String path;

    private record Host(String name, int port) {}

    private RedisUrl(BackendUrl url, List<Host> hosts, String user, String password, String path) {
        this.url = url;
        this.hosts = hosts;
        this.user = user;
        this.password = password;
        this.path = path;
    }

    /** Reads and checks the whole URL. */
    static RedisUrl of(BackendUrl url) {
        try {
            RedisUrl parsed = parse(url);
            parsed.check();
            return parsed;
        } catch (IllegalArgumentException e) {
            throw new ConfigurationException("redis.open", url.toString(), String.valueOf(e.getMessage()));
        }
    }

    private static RedisUrl parse(BackendUrl url) {
        if (!SCHEMES.contains(url.scheme())) {
            throw new IllegalArgumentException("is no Redis URL" + Nearest.hint(url.scheme(), SCHEMES));
        }
        String rest = url.value().substring(url.scheme().length() + 1);
        if (!rest.startsWith("//")) {
            throw new IllegalArgumentException("two slashes follow the scheme, for example redis://localhost:6379");
        }
        int query = rest.indexOf('?');
        rest = rest.substring(2, query < 0 ? rest.length() : query);
        int at = rest.lastIndexOf('@');
        String userInfo = at < 0 ? "" : rest.substring(0, at);
        int colon = userInfo.indexOf(':');
        if (at >= 0 && colon < 0) {
            throw new IllegalArgumentException(
                    "user and password are written user:password@, a password alone" + " :password@");
        }
        String authority = rest.substring(at + 1);
        int slash = authority.indexOf('/');
        String path = slash < 0 ? "" : authority.substring(slash + 1);
        int defaultPort = url.scheme().equals(SENTINEL) ? 26379 : 6379;
        List<Host> hosts = new ArrayList<>();
        for (String host : (slash < 0 ? authority : authority.substring(0, slash)).split(",", -1)) {
            hosts.add(host(host, defaultPort));
        }
        return new RedisUrl(
                url,
                hosts,
                colon < 0 ? "" : decode(userInfo.substring(0, colon)),
                colon < 0 ? "" : decode(userInfo.substring(colon + 1)),
                path);
    }

    private static Host host(String text, int defaultPort) {
        Matcher matcher = HOST.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("a part between '//' and '/' is no host[:port];"
                    + " in a password '?' is written %3F, '@' %40 and '/' %2F");
        }
        int port = matcher.group(2) == null ? defaultPort : Integer.parseInt(matcher.group(2));
        if (port < 1 || port > 65535) {
            throw new IllegalArgumentException("a port is 1 to 65535, not " + port);
        }
        String name = matcher.group(1);
        return new Host(name.startsWith("[") ? name.substring(1, name.length() - 1) : name, port);
    }

    private static String decode(String text) {
        try {
            // A plus sign is a plus sign before the question mark.
            return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("user and password are percent-encoded: write %25 for a '%'");
        }
    }

    private void check() {
        boolean several = isSentinel() || isCluster();
        url.requireKnownParameters(isSentinel() ? SENTINEL_PARAMETERS : isCluster() ? WITH_TLS : PARAMETERS);
        if (!several && hosts.size() > 1) {
            throw new IllegalArgumentException("names several hosts: that is redis-cluster:// or redis-sentinel://");
        }
        if (isSentinel() && master().isEmpty()) {
            throw new IllegalArgumentException("names no master: redis-sentinel://host1,host2/master");
        }
        if (isCluster() && !path.isEmpty()) {
            throw new IllegalArgumentException("a cluster has only database 0: leave '/" + path + "' out");
        }
        database();
        timeout();
        connectTimeout();
        isTls();
        verifyMode();
    }

    boolean isCluster() {
        return url.scheme().equals(CLUSTER);
    }

    private boolean isSentinel() {
        return url.scheme().equals(SENTINEL);
    }

    Optional<Duration> timeout() {
        return duration(TIMEOUT);
    }

    Optional<Duration> connectTimeout() {
        return duration(CONNECT_TIMEOUT);
    }

    /** The addresses as Lettuce wants them: one, or for a cluster one per seed node. */
    List<RedisURI> addresses(Duration timeout) {
        if (isSentinel()) {
            return List.of(sentinel(timeout));
        }
        return hosts.stream()
                .map(host -> {
                    RedisURI uri = new RedisURI(host.name(), host.port(), timeout);
                    authenticate(uri);
                    return describe(uri, timeout);
                })
                .toList();
    }

    private RedisURI sentinel(Duration timeout) {
        RedisURI uri = new RedisURI();
        uri.setSentinelMasterId(master());
        for (Host host : hosts) {
            RedisURI sentinel = new RedisURI(host.name(), host.port(), timeout);
            sentinel.setSsl(isTls());
            sentinel.setVerifyPeer(verifyMode());
            url.parameter(SENTINEL_PASSWORD)
                    .ifPresent(secret ->
                            authenticate(sentinel, url.parameter(SENTINEL_USER).orElse(""), secret));
            uri.getSentinels().add(sentinel);
        }
        authenticate(uri);
        return describe(uri, timeout);
    }

    private RedisURI describe(RedisURI uri, Duration timeout) {
        uri.setTimeout(timeout);
        uri.setDatabase(database());
        uri.setSsl(isTls());
        uri.setVerifyPeer(verifyMode());
        uri.setClientName(url.parameter(CLIENT_NAME).orElse("scaling-patterns"));
        return uri;
    }

    private void authenticate(RedisURI uri) {
        authenticate(uri, user, password);
    }

    private static void authenticate(RedisURI uri, String user, String password) {
        if (password.isEmpty()) {
            return;
        }
        if (user.isEmpty()) {
            uri.setAuthentication(password);
        } else {
            uri.setAuthentication(user, password);
        }
    }

    private String master() {
        int slash = path.indexOf('/');
        return slash < 0 ? path : path.substring(0, slash);
    }

    private int database() {
        String text = isSentinel() ? path.substring(Math.min(path.length(), master().length() + 1)) : path;
        if (text.isEmpty()) {
            return 0;
        }
        if (!text.matches("\\d{1,5}")) {
            throw new IllegalArgumentException("'/" + text + "' is no database number, for example /0");
        }
        return Integer.parseInt(text);
    }

    private boolean isTls() {
        return url.scheme().equals("rediss") || choice(TLS, Map.of("true", true, "false", false), false);
    }

    private SslVerifyMode verifyMode() {
        return choice(
                VERIFY_PEER,
                Map.of("full", SslVerifyMode.FULL, "ca", SslVerifyMode.CA, "none", SslVerifyMode.NONE),
                SslVerifyMode.FULL);
    }

    private <T> T choice(String parameter, Map<String, T> choices, T fallback) {
        return read(parameter, text -> {
                    T chosen = choices.get(text);
                    if (chosen == null) {
                        throw new IllegalArgumentException(
                                parameter + "=" + text + Nearest.hint(text, choices.keySet()));
                    }
                    return chosen;
                })
                .orElse(fallback);
    }

    private Optional<Duration> duration(String parameter) {
        return read(parameter, text -> {
            Matcher matcher = DURATION.matcher(text);
            Duration duration = !matcher.matches()
                    ? Duration.ZERO
                    : matcher.group(2).equals("ms")
                            ? Duration.ofMillis(Long.parseLong(matcher.group(1)))
                            : Duration.ofSeconds(Long.parseLong(matcher.group(1)));
            if (duration.compareTo(RedisConnection.SHORTEST) < 0 || duration.compareTo(RedisConnection.LONGEST) > 0) {
                throw new IllegalArgumentException(
                        parameter + "=" + text + " is no duration from 5ms to 60s, for example 100ms or 2s");
            }
            return duration;
        });
    }

    private <T> Optional<T> read(String parameter, Function<String, T> parse) {
        return url.parameter(parameter).map(parse);
    }
}
