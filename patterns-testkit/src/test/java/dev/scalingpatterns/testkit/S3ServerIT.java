package dev.scalingpatterns.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.retries.DefaultRetryStrategy;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.S3Exception;

@WithServers
class S3ServerIT {

    private final S3Server s3;
    private S3Client client;
    private String bucket;

    S3ServerIT(S3Server s3) {
        this.s3 = s3;
    }

    @BeforeEach
    void connect() {
        client = client(s3.endpoint(), s3.secretKey());
        bucket = s3.newBucket();
    }

    @AfterEach
    void disconnect() {
        client.close();
    }

    @Test
    void servesAndEachBucketIsEmpty() {
        put("a/b ü.txt", "grüße");
        assertThat(get(client, "a/b ü.txt")).isEqualTo("grüße");
        try (S3Client direct = client(s3.directEndpoint(), s3.secretKey())) {
            assertThat(get(direct, "a/b ü.txt")).isEqualTo("grüße");
        }
        String other = s3.newBucket();
        assertThat(other).isNotEqualTo(bucket);
        assertThat(client.listObjectsV2(list -> list.bucket(other)).contents()).isEmpty();
    }

    @Test
    void refusesAWrongKey() {
        try (S3Client wrong = client(s3.endpoint(), "wrong")) {
            assertThatExceptionOfType(S3Exception.class)
                    .isThrownBy(wrong::listBuckets)
                    .satisfies(refusal -> assertThat(refusal.statusCode()).isEqualTo(403));
        }
    }

    @Test
    void keepsConditions() {
        put("once", "first");
        assertThatExceptionOfType(S3Exception.class)
                .isThrownBy(() -> client.putObject(
                        put -> put.bucket(bucket).key("once").ifNoneMatch("*"), RequestBody.fromString("second")))
                .satisfies(refusal -> assertThat(refusal.statusCode()).isEqualTo(412));
        assertThat(get(client, "once")).isEqualTo("first");
        assertThat(client.getObjectAsBytes(get -> get.bucket(bucket).key("once").range("bytes=1-2"))
                        .asUtf8String())
                .isEqualTo("ir");
    }

    @Test
    void takesAMultipartUploadWithItsSizeHeader() {
        String upload = client.createMultipartUpload(
                        create -> create.bucket(bucket).key("big"))
                .uploadId();
        byte[] part = new byte[5 * 1024 * 1024];
        String tag = client.uploadPart(
                        one -> one.bucket(bucket).key("big").uploadId(upload).partNumber(1),
                        RequestBody.fromBytes(part))
                .eTag();
        client.completeMultipartUpload(complete -> complete.bucket(bucket)
                .key("big")
                .uploadId(upload)
                .mpuObjectSize((long) part.length)
                .multipartUpload(parts -> parts.parts(
                        List.of(CompletedPart.builder().partNumber(1).eTag(tag).build()))));
        assertThat(client.headObject(head -> head.bucket(bucket).key("big")).contentLength())
                .isEqualTo(part.length);
    }

    @Test
    void comesBackWithItsDataAfterAKill() {
        put("kept", "through the crash");
        s3.kill();
        assertThatExceptionOfType(SdkClientException.class).isThrownBy(() -> get(client, "kept"));
        s3.restart();
        assertThat(get(client, "kept")).isEqualTo("through the crash");
        s3.restart();
        assertThat(get(client, "kept")).isEqualTo("through the crash");
    }

    @Test
    void standsStillWhileFrozenOrCutOff() {
        put("ice", "cold");
        s3.freeze();
        assertThatExceptionOfType(SdkClientException.class).isThrownBy(() -> get(client, "ice"));
        s3.thaw();
        assertThat(get(client, "ice")).isEqualTo("cold");
        s3.cutOff();
        assertThatExceptionOfType(SdkClientException.class).isThrownBy(() -> get(client, "ice"));
        s3.reconnect();
        assertThat(get(client, "ice")).isEqualTo("cold");
    }

    @Test
    void answersLateWhileDelayed() {
        put("slow", "answer");
        Duration delay = Duration.ofMillis(300);
        s3.delay(delay);
        long start = System.nanoTime();
        assertThat(get(client, "slow")).isEqualTo("answer");
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(delay);
    }

    private void put(String key, String text) {
        client.putObject(put -> put.bucket(bucket).key(key), RequestBody.fromString(text));
    }

    private String get(S3Client from, String key) {
        return from.getObjectAsBytes(get -> get.bucket(bucket).key(key)).asUtf8String();
    }

    private S3Client client(URI endpoint, String secret) {
        return S3Client.builder()
                .endpointOverride(endpoint)
                .region(Region.of(s3.region()))
                .credentialsProvider(
                        StaticCredentialsProvider.create(AwsBasicCredentials.create(s3.accessKey(), secret)))
                .forcePathStyle(true)
                .httpClient(UrlConnectionHttpClient.builder()
                        .socketTimeout(Duration.ofSeconds(2))
                        .connectionTimeout(Duration.ofSeconds(2))
                        .build())
                .overrideConfiguration(override -> override.retryStrategy(DefaultRetryStrategy.doNotRetry()))
                .build();
    }
}
