package dev.scalingpatterns.jobs.batch.patterns;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import javax.sql.DataSource;

/** A page that asks too often. */
public final class Page {

    private Page() {}

    /** A query per row. */
    public static void render(DataSource data, int rows) {
        for (int row = 0; row < rows; row++) {
            query(data, row);
        }
    }

    /** The same query again and again. */
    public static void askAgain(DataSource data, int times) {
        for (int i = 0; i < times; i++) {
            query(data, 1);
        }
    }

    private static void query(DataSource data, int user) {
        try (Connection connection = data.getConnection();
                PreparedStatement statement = connection.prepareStatement("select id from posts where user_id = ?")) {
            statement.setLong(1, user);
            statement.executeQuery().close();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
