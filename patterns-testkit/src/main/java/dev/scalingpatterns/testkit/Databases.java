package dev.scalingpatterns.testkit;

import java.net.URI;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/** Makes databases by whatever JDBC driver the tests bring. */
final class Databases {

    private static final AtomicInteger NUMBERS = new AtomicInteger();

    private Databases() {}

    /** The name of a new database; it holds the process and the moment, as others may use the same server. */
    static String create(String jdbcUrl, String title) {
        String name = "test_" + ProcessHandle.current().pid() + "_" + Long.toString(System.nanoTime(), 36) + "_"
                + NUMBERS.incrementAndGet();
        try (Connection connection = DriverManager.getConnection(jdbcUrl);
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE DATABASE " + name);
            return name;
        } catch (SQLException e) {
            String problem = String.valueOf(e.getMessage());
            String why = problem.startsWith("No suitable driver")
                    ? "its JDBC driver is not on the class path; add it to the tests"
                    : problem;
            throw new IllegalStateException("no new database on " + title + ": " + why, e);
        }
    }

    /** The address and the login in a JDBC URL of either kind. */
    static Recipe.Named named(URI uri, int defaultPort, String defaultUser) {
        Map<String, String> parameters = Urls.parameters(uri);
        String path = uri.getPath() == null ? "" : uri.getPath();
        String user = parameters.getOrDefault("user", defaultUser);
        return new Recipe.Named(
                new Endpoint(uri.getHost(), uri.getPort() < 0 ? defaultPort : uri.getPort()),
                new Login(user, parameters.getOrDefault("password", ""), path.length() > 1 ? path.substring(1) : user));
    }
}
