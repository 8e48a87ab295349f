package dev.scalingpatterns.testkit;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Makes buckets: the one request for which an SDK would be too much. Signed by AWS Signature Version 4. */
final class S3Buckets {

    private static final Duration LIMIT = Duration.ofSeconds(10);
    private static final AtomicInteger NUMBERS = new AtomicInteger();
    private static final DateTimeFormatter STAMP = DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'", Locale.ROOT);
    private static final String NO_BODY = hash("");

    private S3Buckets() {}

    static String create(URI endpoint, Login login) {
        String bucket = "test-" + ProcessHandle.current().pid() + "-"
                + Long.toString(System.nanoTime(), 36).replace("-", "n") + "-" + NUMBERS.incrementAndGet();
        String stamp = STAMP.format(InstantSource.system().instant().atOffset(ZoneOffset.UTC));
        HttpRequest request = HttpRequest.newBuilder(endpoint.resolve("/" + bucket))
                .timeout(LIMIT)
                .header("x-amz-content-sha256", NO_BODY)
                .header("x-amz-date", stamp)
                .header("Authorization", authorization(endpoint.getAuthority(), "/" + bucket, stamp, login))
                .PUT(HttpRequest.BodyPublishers.noBody())
                .build();
        try {
            HttpResponse<String> response = HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .connectTimeout(LIMIT)
                    .build()
                    .send(request, HttpResponse.BodyHandlers.ofString());
            if (response.statusCode() != 200) {
                throw new IllegalStateException(
                        "no new bucket: status " + response.statusCode() + ", " + response.body());
            }
            return bucket;
        } catch (IOException e) {
            throw new IllegalStateException("no new bucket: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while making a bucket", e);
        }
    }

    private static String authorization(String host, String path, String stamp, Login login) {
        String day = stamp.substring(0, 8);
        String scope = day + "/" + login.place() + "/s3/aws4_request";
        String signed = "host;x-amz-content-sha256;x-amz-date";
        String canonical = String.join(
                "\n",
                "PUT",
                path,
                "",
                "host:" + host,
                "x-amz-content-sha256:" + NO_BODY,
                "x-amz-date:" + stamp,
                "",
                signed,
                NO_BODY);
        String toSign = String.join("\n", "AWS4-HMAC-SHA256", stamp, scope, hash(canonical));
        byte[] key = ("AWS4" + login.password()).getBytes(StandardCharsets.UTF_8);
        for (String part : scope.split("/", -1)) {
            key = mac(key, part);
        }
        return "AWS4-HMAC-SHA256 Credential=" + login.user() + "/" + scope + ", SignedHeaders=" + signed
                + ", Signature=" + HexFormat.of().formatHex(mac(key, toSign));
    }

    private static String hash(String text) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            return HexFormat.of().formatHex(digest.digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    private static byte[] mac(byte[] key, String text) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has HmacSHA256", e);
        }
    }
}
