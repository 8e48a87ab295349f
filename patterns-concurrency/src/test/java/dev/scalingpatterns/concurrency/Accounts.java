package dev.scalingpatterns.concurrency;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.function.Supplier;
import javax.sql.DataSource;

/** A table of accounts, seen and changed by plain JDBC, outside of what is tested. */
public final class Accounts {

    private final DataSource database;

    /** On a database whose connections commit each statement. */
    public Accounts(DataSource database) {
        this.database = database;
    }

    /** Creates the table anew, empty. */
    public void create() {
        execute("DROP TABLE IF EXISTS account");
        execute("CREATE TABLE account (id INTEGER NOT NULL PRIMARY KEY, balance INTEGER NOT NULL)");
    }

    /** Creates the account or sets its balance. */
    public void set(int id, int balance) {
        update("DELETE FROM account WHERE id = ?", id);
        update("INSERT INTO account (id, balance) VALUES (?, ?)", id, balance);
    }

    /** Changes the balance, in a transaction of its own. */
    public void change(int id, int balance) {
        update("UPDATE account SET balance = ? WHERE id = ?", balance, id);
    }

    /** What is committed; -1 if there is no such account. */
    public int balance(int id) {
        try (Connection connection = database.getConnection();
                PreparedStatement select = connection.prepareStatement("SELECT balance FROM account WHERE id = ?")) {
            select.setInt(1, id);
            try (ResultSet rows = select.executeQuery()) {
                return rows.next() ? rows.getInt(1) : -1;
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Runs something while a transaction of another connection has changed this account. */
    public <T> T whileLocked(int id, Supplier<T> action) {
        try (Connection connection = database.getConnection()) {
            connection.setAutoCommit(false);
            try (PreparedStatement lock =
                    connection.prepareStatement("UPDATE account SET balance = balance WHERE id = ?")) {
                lock.setInt(1, id);
                lock.executeUpdate();
                return action.get();
            } finally {
                connection.rollback();
                connection.setAutoCommit(true);
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Runs any SQL. */
    public void execute(String sql) {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private void update(String sql, int... values) {
        try (Connection connection = database.getConnection();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < values.length; i++) {
                statement.setInt(i + 1, values[i]);
            }
            statement.executeUpdate();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
