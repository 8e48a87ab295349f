package dev.scalingpatterns.testkit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** MariaDB, run as a process. */
final class MariaDbProgram implements Program {

    /** Run at each start; root logs in without a password, as it cannot be told who is root where the server is nobody. */
    private static final String SETUP = """
            CREATE DATABASE IF NOT EXISTS test;
            CREATE USER IF NOT EXISTS 'test'@'%' IDENTIFIED BY 'test';
            GRANT ALL ON *.* TO 'test'@'%' WITH GRANT OPTION;
            """;

    private final String description;
    private final Path server;
    private final Path installer;
    private final List<String> home;
    private final List<String> settings;
    private final Unprivileged user;

    MariaDbProgram(
            String description,
            Path server,
            Path installer,
            List<String> home,
            List<String> settings,
            Unprivileged user) {
        this.description = description;
        this.server = server;
        this.installer = installer;
        this.home = home;
        this.settings = settings;
        this.user = user;
    }

    @Override
    public String description() {
        return description + user.note();
    }

    @Override
    public void prepare(Path folder) throws IOException {
        Path data = Files.createDirectory(folder.resolve("data"));
        user.own(data);
        Files.writeString(folder.resolve("setup.sql"), SETUP);
        List<String> command = new ArrayList<>(List.of(installer.toString(), "--no-defaults"));
        command.addAll(home);
        command.addAll(List.of(
                "--datadir=" + data,
                "--auth-root-authentication-method=normal",
                "--skip-test-db",
                "--skip-name-resolve"));
        try {
            Executables.run(user.as(command));
        } catch (NotHere e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    @Override
    public List<String> command(Path folder, int port) {
        Path data = folder.resolve("data");
        List<String> command = new ArrayList<>(List.of(server.toString(), "--no-defaults"));
        command.addAll(home);
        command.addAll(List.of(
                "--datadir=" + data,
                "--bind-address=127.0.0.1",
                "--port=" + port,
                // A path in the data folder may be longer than a socket's name may be.
                "--socket=mariadb.sock",
                "--pid-file=mariadb.pid",
                "--init-file=" + folder.resolve("setup.sql"),
                "--skip-name-resolve",
                "--character-set-server=utf8mb4"));
        command.addAll(settings);
        return user.as(command);
    }
}
