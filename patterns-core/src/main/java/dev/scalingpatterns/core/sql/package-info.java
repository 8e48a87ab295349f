/**
 * SQL databases: {@link dev.scalingpatterns.core.sql.JdbcPool}, a connection pool with bounded waits.
 *
 * <p>Needs {@code com.zaxxer:HikariCP}, {@code org.jdbi:jdbi3-core} and the database's own driver on the class path. The
 * modules that use it bring the first two.
 */
@NullMarked
package dev.scalingpatterns.core.sql;

import org.jspecify.annotations.NullMarked;
