package dev.scalingpatterns.core.sql;

import dev.scalingpatterns.core.BackendUrl;
import dev.scalingpatterns.core.ConfigurationException;
import java.sql.Driver;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** What is particular to each database's driver. */
final class Drivers {

    private static final String POSTGRESQL = "jdbc:postgresql";
    private static final String MARIADB = "jdbc:mariadb";
    private static final String H2 = "jdbc:h2";

    private Drivers() {}

    static Driver find(BackendUrl url) {
        if (!url.scheme().startsWith("jdbc:")) {
            throw refused(
                    url,
                    "is no JDBC URL; allowed: jdbc:postgresql://host/db, jdbc:mariadb://host/db,"
                            + " jdbc:h2:mem:name");
        }
        if (url.value().matches("jdbc:h2:mem:(;.*)?")) {
            throw refused(
                    url,
                    "has no name: every connection of the pool would get a database of its own;"
                            + " name it, for example jdbc:h2:mem:app");
        }
        for (Driver driver : Collections.list(DriverManager.getDrivers())) {
            if (accepts(driver, url)) {
                return driver;
            }
        }
        throw refused(url, advice(url.scheme()));
    }

    private static boolean accepts(Driver driver, BackendUrl url) {
        try {
            return driver.acceptsURL(url.value());
        } catch (SQLException e) {
            return false;
        }
    }

    private static String advice(String scheme) {
        String artifact = switch (scheme) {
            case POSTGRESQL -> "org.postgresql:postgresql";
            case MARIADB -> "org.mariadb.jdbc:mariadb-java-client";
            case H2 -> "com.h2database:h2";
            default -> "the driver of " + scheme;
        };
        return "no JDBC driver takes this URL: add " + artifact + " to the class path, or mend the URL";
    }

    private static ConfigurationException refused(BackendUrl url, String problem) {
        return new ConfigurationException("sql.open", url.toString(), problem);
    }

    static Map<String, String> timeouts(BackendUrl url, Duration connectTimeout) {
        Map<String, String> timeouts = new LinkedHashMap<>();
        long millis = connectTimeout.toMillis();
        switch (url.scheme()) {
            case POSTGRESQL -> {
                String seconds = Long.toString((millis + 999) / 1_000);
                timeouts.put("connectTimeout", seconds);
                timeouts.put("socketTimeout", seconds);
                timeouts.put("tcpKeepAlive", "true");
            }
            case MARIADB -> {
                timeouts.put("connectTimeout", Long.toString(millis));
                timeouts.put("socketTimeout", Long.toString(millis));
            }
            default -> {
                // H2 needs none; another driver's names are not known here, so its options come by the URL.
            }
        }
        timeouts.keySet().removeIf(name -> isGiven(url, name));
        return timeouts;
    }

    /** Ours is set only for drivers we know, and only where the user did not choose one. */
    static boolean setsSocketTimeout(BackendUrl url) {
        return (url.scheme().equals(POSTGRESQL) || url.scheme().equals(MARIADB)) && !isGiven(url, "socketTimeout");
    }

    private static boolean isGiven(BackendUrl url, String name) {
        return url.parameters().keySet().stream()
                .anyMatch(given -> given.toLowerCase(Locale.ROOT).equals(name.toLowerCase(Locale.ROOT)));
    }
}
