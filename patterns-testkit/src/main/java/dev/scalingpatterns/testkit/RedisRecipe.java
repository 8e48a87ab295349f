package dev.scalingpatterns.testkit;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** Where a Redis comes from. */
final class RedisRecipe implements Recipe {

    private static final int DEFAULT_PORT = 6379;
    private static final Pattern VERSION = Pattern.compile("v=(\\d+)\\.(\\d+)");

    private final String password;
    private final Map<String, String> options;

    RedisRecipe(String password, Map<String, String> options) {
        this.password = password;
        this.options = options;
    }

    @Override
    public String name() {
        return "redis";
    }

    @Override
    public String title() {
        return "Redis";
    }

    @Override
    public boolean hasOwnSettings() {
        return !password.isEmpty() || !options.isEmpty();
    }

    @Override
    public Login login() {
        return new Login("", password, "");
    }

    /** One that asks for a password first is ready too; one that still reads its file is not. */
    @Override
    public Probe probe() {
        return socket -> {
            String answer = ask(socket, "PING\r\n");
            return answer.startsWith("+PONG") || answer.startsWith("-NOAUTH");
        };
    }

    private static String ask(Socket socket, String command) throws IOException {
        socket.getOutputStream().write(command.getBytes(StandardCharsets.US_ASCII));
        StringBuilder answer = new StringBuilder();
        InputStream in = socket.getInputStream();
        int next;
        while ((next = in.read()) >= 0 && next != '\n') {
            answer.append((char) next);
        }
        return answer.toString();
    }

    @Override
    public Named named(String url) {
        URI uri = Urls.parse(url, "redis.url", "redis", "");
        Login userInfo = Urls.login(uri);
        String database = Optional.ofNullable(uri.getPath()).orElse("").replaceFirst("^/", "");
        return new Named(
                new Endpoint(uri.getHost(), uri.getPort() < 0 ? DEFAULT_PORT : uri.getPort()),
                new Login(userInfo.user(), userInfo.password(), database));
    }

    @Override
    public ContainerSpec container() {
        List<String> command = new ArrayList<>(List.of("redis-server"));
        command.addAll(arguments());
        return new ContainerSpec("redis:7.4-alpine", DEFAULT_PORT, Map.of(), command, login());
    }

    @Override
    public Program onPath() throws NotHere {
        Path program = Executables.find("redis-server").orElseThrow(() -> new NotHere("no redis-server on the PATH"));
        Executables.Version version = Executables.version(program, VERSION);
        if (!version.atLeast(6, 2)) {
            throw new NotHere(program + " is " + version + ", older than 6.2");
        }
        return new RedisProgram(program, program + " " + version);
    }

    /** The jar names its programs by version, so they are looked for by what they are for. */
    @Override
    public Program fromArtifact() throws NotHere {
        String wanted = resourceName();
        URL resource = Binaries.resource(wanted)
                .orElseThrow(() -> new NotHere("no " + wanted
                        + " on the class path; it comes with com.github.codemonstur:embedded-redis:1.4.4"));
        try {
            Path folder = Binaries.unpacked(
                    "redis",
                    Binaries.identity(resource),
                    into -> Binaries.copyExecutable(resource, into.resolve("redis-server")));
            return new RedisProgram(folder.resolve("redis-server"), wanted + " of embedded-redis");
        } catch (IOException e) {
            throw new UncheckedIOException("cannot unpack " + wanted, e);
        }
    }

    private static String resourceName() throws NotHere {
        String os = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
        String arch = System.getProperty("os.arch", "").toLowerCase(Locale.ROOT);
        boolean arm = arch.equals("aarch64") || arch.equals("arm64");
        boolean amd = arch.equals("amd64") || arch.equals("x86_64");
        if (os.startsWith("linux") && amd) {
            return "redis-server-6.2.6-v5-linux-amd64";
        }
        if (os.startsWith("linux") && arm) {
            return "redis-server-6.2.7-linux-arm64";
        }
        if (os.startsWith("mac") && (arm || amd)) {
            return "redis-server-6.2.6-v5-darwin-" + (arm ? "arm64" : "amd64");
        }
        throw new NotHere("embedded-redis has no Redis of 6.2 or newer for " + os + " on " + arch);
    }

    private List<String> arguments() {
        List<String> arguments = new ArrayList<>(List.of("--save", "", "--appendonly", "yes"));
        if (!password.isEmpty()) {
            arguments.addAll(List.of("--requirepass", password));
        }
        options.forEach((name, value) -> arguments.addAll(List.of("--" + name, value)));
        return arguments;
    }

    private final class RedisProgram implements Program {

        private final Path program;
        private final String description;

        RedisProgram(Path program, String description) {
            this.program = program;
            this.description = description;
        }

        @Override
        public String description() {
            return description;
        }

        @Override
        public void prepare(Path folder) {
            // it makes its files itself
        }

        @Override
        public List<String> command(Path folder, int port) {
            List<String> command = new ArrayList<>(List.of(
                    program.toString(),
                    "--bind",
                    "127.0.0.1",
                    "--port",
                    Integer.toString(port),
                    "--dir",
                    folder.toString()));
            command.addAll(arguments());
            return command;
        }
    }
}
