package dev.scalingpatterns.testkit;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Writer;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;

/** Where an S3 comes from. */
final class S3Recipe implements Recipe {

    private static final String ACCESS_KEY = "test-access-key";
    private static final String SECRET_KEY = "test-secret-key";
    private static final String REGION = "us-east-1";
    private static final int MINIO_PORT = 9000;
    private static final String VERSION = "4.1.0";

    @Override
    public String name() {
        return "s3";
    }

    @Override
    public String title() {
        return "S3";
    }

    @Override
    public boolean hasOwnSettings() {
        return false;
    }

    @Override
    public Login login() {
        return new Login(ACCESS_KEY, SECRET_KEY, REGION);
    }

    /** Any answer but "I am not ready" will do: without a signature it is 403. */
    @Override
    public Probe probe() {
        return S3Recipe::answers;
    }

    private static boolean answers(Socket socket) throws IOException {
        socket.getOutputStream()
                .write("GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
                        .getBytes(StandardCharsets.US_ASCII));
        BufferedReader in =
                new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1));
        String status = in.readLine();
        return status != null && status.startsWith("HTTP/1.1 ") && !status.startsWith("HTTP/1.1 5");
    }

    @Override
    public Named named(String url) {
        URI uri = Urls.parse(url, name() + ".url", "http", "");
        Login keys = Urls.login(uri);
        return new Named(
                new Endpoint(uri.getHost(), uri.getPort() < 0 ? 80 : uri.getPort()),
                new Login(keys.user(), keys.password(), Urls.parameters(uri).getOrDefault("region", REGION)));
    }

    /** Where containers can be had, another implementation than S3Proxy: MinIO. */
    @Override
    public ContainerSpec container() {
        return new ContainerSpec(
                "minio/minio:RELEASE.2025-09-07T16-13-09Z",
                MINIO_PORT,
                Map.of("MINIO_ROOT_USER", ACCESS_KEY, "MINIO_ROOT_PASSWORD", SECRET_KEY),
                List.of("server", "/data"),
                login());
    }

    @Override
    public Program onPath() throws NotHere {
        throw new NotHere("no S3 server is looked for on the PATH");
    }

    @Override
    public Program fromArtifact() throws NotHere {
        return new S3ProxyProgram(MavenJars.jar("org.gaul", "s3proxy", VERSION, "jar-with-dependencies"));
    }

    /** In a JVM of its own: it can be killed and frozen there, and its jar brings other people's classes. */
    private record S3ProxyProgram(Path jar) implements Program {

        @Override
        public String description() {
            return "S3Proxy " + VERSION + " on a folder, in a JVM of its own";
        }

        @Override
        public void prepare(Path folder) throws IOException {
            Files.createDirectory(folder.resolve("data"));
        }

        @Override
        public List<String> command(Path folder, int port) {
            return List.of(
                    Processes.java().toString(),
                    "-Xmx256m",
                    "-XX:TieredStopAtLevel=1",
                    "-cp",
                    jar.toString(),
                    "org.gaul.s3proxy.Main",
                    "--properties",
                    properties(folder, port).toString());
        }

        @Override
        public Map<String, String> environment() {
            return Map.of("LOG_LEVEL", "warn", "JETTY_LOG_LEVEL", "warn");
        }

        private static Path properties(Path folder, int port) {
            Properties properties = new Properties();
            properties.setProperty("s3proxy.endpoint", "http://127.0.0.1:" + port);
            properties.setProperty("s3proxy.authorization", "aws-v2-or-v4");
            properties.setProperty("s3proxy.identity", ACCESS_KEY);
            properties.setProperty("s3proxy.credential", SECRET_KEY);
            // Otherwise it answers 501 to what newer SDKs send along with a multipart upload.
            properties.setProperty("s3proxy.ignore-unknown-headers", "true");
            properties.setProperty("jclouds.provider", "filesystem-nio2");
            properties.setProperty("jclouds.identity", "unused");
            properties.setProperty("jclouds.credential", "unused");
            properties.setProperty(
                    "jclouds.filesystem.basedir", folder.resolve("data").toString());
            Path file = folder.resolve("s3proxy.properties");
            try (Writer out = Files.newBufferedWriter(file)) {
                properties.store(out, null);
            } catch (IOException e) {
                throw new java.io.UncheckedIOException("cannot write " + file, e);
            }
            return file;
        }
    }
}
