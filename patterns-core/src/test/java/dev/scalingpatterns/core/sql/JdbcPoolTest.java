package dev.scalingpatterns.core.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import dev.scalingpatterns.core.BackendUrl;
import dev.scalingpatterns.core.Backends;
import dev.scalingpatterns.core.ConfigurationException;
import dev.scalingpatterns.core.ConflictException;
import dev.scalingpatterns.core.Guard;
import dev.scalingpatterns.core.UnavailableException;
import dev.scalingpatterns.core.UnknownOutcomeException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.reflect.Proxy;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.DriverManager;
import java.sql.DriverPropertyInfo;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Logger;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JdbcPoolTest {

    private static final String H2 = "jdbc:h2:mem:jdbc-pool-test";

    @AfterEach
    void leavesNoThread() {
        await().atMost(Duration.ofSeconds(5))
                .untilAsserted(() -> assertThat(poolThreads()).isEmpty());
    }

    private static List<String> poolThreads() {
        return Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(name -> name.startsWith("patterns-sql"))
                .toList();
    }

    @Test
    void runsSqlThroughJdbiAndPlainJdbc() throws SQLException {
        try (JdbcPool pool = JdbcPool.open(H2)) {
            pool.jdbi().useHandle(handle -> {
                handle.execute("create table t (id int primary key)");
                handle.execute("insert into t values (?)", 7);
            });
            try (Connection connection = pool.dataSource().getConnection();
                    var rows = connection.createStatement().executeQuery("select id from t")) {
                assertThat(connection.getAutoCommit()).isTrue();
                assertThat(rows.next()).isTrue();
                assertThat(rows.getInt(1)).isEqualTo(7);
            }
        }
    }

    @Test
    void sharesOnePoolPerUrlAndClosesItWithTheBackends() {
        JdbcPool pool;
        try (Backends backends = Backends.inMemory()) {
            pool = JdbcPool.shared(backends, BackendUrl.parse(H2));
            assertThat(JdbcPool.shared(backends, BackendUrl.parse(H2))).isSameAs(pool);
            assertThat(JdbcPool.shared(backends, BackendUrl.parse(H2 + "-other")))
                    .isNotSameAs(pool);
        }
        assertThatThrownBy(() -> pool.dataSource().getConnection()).isInstanceOf(SQLException.class);
        pool.close();
    }

    @Test
    void waitsNoLongerForAConnectionThanItWasTold() {
        try (JdbcPool pool = JdbcPool.builder(H2)
                        .maximumPoolSize(1)
                        .borrowTimeout(Duration.ofMillis(250))
                        .open();
                Handle held = pool.jdbi().open()) {
            long start = System.nanoTime();
            assertThatThrownBy(() -> pool.dataSource().getConnection())
                    .isInstanceOf(SQLTransientConnectionException.class);
            assertThat(Duration.ofNanos(System.nanoTime() - start))
                    .isBetween(Duration.ofMillis(200), Duration.ofSeconds(5));
            assertThat(held.createQuery("select 1").mapTo(int.class).one()).isEqualTo(1);
        }
    }

    @Test
    void takesCredentialsApartFromTheUrl() {
        try (JdbcPool owner =
                JdbcPool.builder(H2).credentials("owner", "hunter22").open()) {
            assertThat(owner.toString()).doesNotContain("hunter22");
            ConfigurationException refused = catchThrowableOfType(
                    ConfigurationException.class,
                    () -> JdbcPool.builder(H2).credentials("owner", "hunter33").open());
            assertThat(refused)
                    .hasMessageContaining("refused the user or the password")
                    .hasMessageContaining(H2);
            assertThat(everything(refused)).doesNotContain("hunter22").doesNotContain("hunter33");
        }
    }

    @Test
    void quotesNoPasswordOfTheUrl() {
        ConfigurationException refused = catchThrowableOfType(
                ConfigurationException.class, () -> JdbcPool.open(H2 + ";USER=u;PASSWORD=hunter22;NO_SUCH_SETTING=1"));
        assertThat(refused).hasMessageContaining("sql.open").hasMessageContaining("NO_SUCH_SETTING");
        assertThat(everything(refused)).doesNotContain("hunter22");
    }

    @Test
    void namesTheMissingDriver() {
        assertThatThrownBy(() -> JdbcPool.open("jdbc:oracle:thin:scott/hunter22@db:1521"))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("add the driver of jdbc:oracle to the class path")
                .hasMessageNotContaining("hunter22");
    }

    @ParameterizedTest
    @ValueSource(strings = {"jdbc:postgresql://host:no-number/db", "jdbc:postgresql://host:99999/db"})
    void refusesAMalformedUrl(String url) {
        assertThatThrownBy(() -> JdbcPool.open(url))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining(url)
                .hasMessageContaining("mend the URL");
    }

    @Test
    void refusesWhatIsNoJdbcUrl() {
        assertThatThrownBy(() -> JdbcPool.open("redis://:hunter22@localhost"))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("redis://:***@localhost")
                .hasMessageContaining("jdbc:postgresql://host/db");
        assertThatThrownBy(() -> JdbcPool.open("nothing")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void refusesAnH2DatabaseWithoutAName() {
        assertThatThrownBy(() -> JdbcPool.open("jdbc:h2:mem:"))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("jdbc:h2:mem:app");
    }

    @ParameterizedTest
    @ValueSource(strings = {"postgresql", "mariadb"})
    void reportsAServerThatRefuses(String database) throws IOException {
        int port;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
        String url = "jdbc:" + database + "://127.0.0.1:" + port + "/app?user=u&password=hunter22";
        UnavailableException gone = catchThrowableOfType(UnavailableException.class, () -> JdbcPool.open(url));
        assertThat(gone).hasMessageContaining("127.0.0.1:" + port).hasMessageContaining("is the server running");
        assertThat(everything(gone)).doesNotContain("hunter22");
    }

    @ParameterizedTest
    @ValueSource(strings = {"postgresql", "mariadb"})
    void givesUpOnAServerThatAcceptsAndIsSilent(String database) throws IOException {
        try (ServerSocket silent = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
            String url = "jdbc:" + database + "://127.0.0.1:" + silent.getLocalPort() + "/app?user=u&password=p";
            long start = System.nanoTime();
            assertThatThrownBy(() -> JdbcPool.builder(url)
                            .connectTimeout(Duration.ofMillis(900))
                            .open())
                    .isInstanceOf(UnavailableException.class);
            // One second for the driver that counts in seconds; far from the ten that a statement may take.
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(8));
        }
    }

    @Test
    void translatesWhatADatabaseThrowsAndQuotesNothing() {
        try (JdbcPool pool = JdbcPool.open(H2)) {
            pool.jdbi().useHandle(handle -> handle.execute("create table u (id varchar primary key)"));
            Callable<Integer> insert =
                    () -> pool.jdbi().withHandle(handle -> handle.execute("insert into u values (?)", "my-payload"));
            assertThat(pool.guard().call(Guard.Effect.ONCE, "add", "k", insert)).isEqualTo(1);
            ConflictException twice = catchThrowableOfType(
                    ConflictException.class, () -> pool.guard().call(Guard.Effect.ONCE, "add", "k", insert));
            assertThat(twice).hasMessageContaining("add k").hasMessageContaining("23505");
            assertThat(everything(twice)).doesNotContain("my-payload");
        }
    }

    @Test
    void aConnectionThatBrokeLeavesTheOutcomeUnknown() {
        SqlErrors errors = new SqlErrors();
        assertThat(errors.translate("add", "k", new SQLException("reset", "08006")))
                .isInstanceOf(UnknownOutcomeException.class);
        assertThat(errors.translate("add", "k", new SQLException("refused", "08001")))
                .isInstanceOf(UnavailableException.class);
        assertThat(errors.translate("add", "k", new SQLException("deadlock", "40P01")))
                .isInstanceOf(ConflictException.class);
        assertThat(errors.translate("add", "k", new SQLException("denied", "42501")))
                .isInstanceOf(ConfigurationException.class);
        assertThat(errors.translate("add", "k", new SQLException("syntax", "42601")))
                .isInstanceOf(IllegalStateException.class);
        IllegalArgumentException own = new IllegalArgumentException("misuse");
        assertThat(errors.translate("add", "k", own)).isSameAs(own);
    }

    @Test
    void aPoolWithNothingFreeOpensTheBreakerAndAProbeClosesIt() {
        try (JdbcPool pool = JdbcPool.builder(H2)
                        .maximumPoolSize(1)
                        .borrowTimeout(Duration.ofMillis(500))
                        .open();
                Handle held = pool.jdbi().open()) {
            assertThat(held.isClosed()).isFalse();
            assertThatThrownBy(() -> pool.guard()
                            .call(
                                    Guard.Effect.READ,
                                    "get",
                                    "k",
                                    () -> pool.jdbi().open()))
                    .isInstanceOf(UnavailableException.class);
            assertThat(pool.guard().state()).isEqualTo(Guard.State.OPEN);
            await().atMost(Duration.ofSeconds(5)).until(() -> pool.guard().state() == Guard.State.CLOSED);
        }
    }

    @Test
    void aFirstConnectionThatFailsToCloseLeavesNoPoolBehind() throws SQLException {
        AtomicInteger closed = new AtomicInteger();
        Driver breaking = new ClosesBadly(closed);
        DriverManager.registerDriver(breaking);
        try (JdbcPool pool = JdbcPool.open(ClosesBadly.PREFIX + "closes-badly")) {
            assertThat(closed).hasValue(1);
            assertThat(poolThreads()).isNotEmpty();
            pool.jdbi()
                    .useHandle(handle -> assertThat(handle.createQuery("select 1")
                                    .mapTo(int.class)
                                    .one())
                            .isEqualTo(1));
        } finally {
            DriverManager.deregisterDriver(breaking);
        }
    }

    /** H2, but that closing the first connection fails after it was done. */
    private static final class ClosesBadly implements Driver {

        static final String PREFIX = "jdbc:closesbadly:mem:";

        private final AtomicInteger closed;
        private final AtomicInteger opened = new AtomicInteger();

        ClosesBadly(AtomicInteger closed) {
            this.closed = closed;
        }

        @Override
        public @Nullable Connection connect(String url, Properties properties) throws SQLException {
            if (!acceptsURL(url)) {
                return null;
            }
            Connection real = DriverManager.getConnection("jdbc:h2:mem:" + url.substring(PREFIX.length()), properties);
            return opened.incrementAndGet() == 1 ? closingBadly(real) : real;
        }

        private Connection closingBadly(Connection real) {
            return (Connection) Proxy.newProxyInstance(
                    getClass().getClassLoader(), new Class<?>[] {Connection.class}, (proxy, method, arguments) -> {
                        Object result = switch (method.getName()) {
                            case "hashCode" -> System.identityHashCode(proxy);
                            case "equals" -> proxy == arguments[0];
                            default -> method.invoke(real, arguments);
                        };
                        if (method.getName().equals("close") && closed.incrementAndGet() == 1) {
                            throw new SQLException("the connection was reset", "08006");
                        }
                        return result;
                    });
        }

        @Override
        public boolean acceptsURL(String url) {
            return url.startsWith(PREFIX);
        }

        @Override
        public DriverPropertyInfo[] getPropertyInfo(String url, Properties properties) {
            return new DriverPropertyInfo[0];
        }

        @Override
        public int getMajorVersion() {
            return 1;
        }

        @Override
        public int getMinorVersion() {
            return 0;
        }

        @Override
        public boolean jdbcCompliant() {
            return false;
        }

        @Override
        public Logger getParentLogger() throws SQLFeatureNotSupportedException {
            throw new SQLFeatureNotSupportedException("no java.util.logging here");
        }
    }

    @Test
    void checksItsOptions() {
        JdbcPool.Builder builder = JdbcPool.builder(H2);
        assertThatThrownBy(() -> builder.maximumPoolSize(0)).hasMessage("maximumPoolSize is 1 to 1000, not 0");
        assertThatThrownBy(() -> builder.borrowTimeout(Duration.ofMillis(249)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("borrowTimeout");
        assertThatThrownBy(() -> builder.socketTimeout(Duration.ZERO)).hasMessageContaining("socketTimeout");
        assertThatThrownBy(() -> builder.maxLifetime(Duration.ofDays(2))).hasMessageContaining("maxLifetime");
    }

    private static String everything(Throwable thrown) {
        StringWriter text = new StringWriter();
        thrown.printStackTrace(new PrintWriter(text));
        return text.toString();
    }
}
