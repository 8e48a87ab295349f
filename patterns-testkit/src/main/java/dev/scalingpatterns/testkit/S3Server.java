package dev.scalingpatterns.testkit;

import java.net.URI;

/**
 * A real S3 protocol for tests: S3Proxy on a folder, or what a URL names. Objects that were acknowledged survive
 * {@link #kill}.
 *
 * <pre>{@code
 * S3Server s3 = S3Server.shared();
 * S3Client client = S3Client.builder()
 *     .endpointOverride(s3.endpoint())
 *     .region(Region.of(s3.region()))
 *     .credentialsProvider(StaticCredentialsProvider.create(
 *             AwsBasicCredentials.create(s3.accessKey(), s3.secretKey())))
 *     .forcePathStyle(true)
 *     .build();
 * String bucket = s3.newBucket();
 * }</pre>
 *
 * <p>Buckets are in the path, not in the host's name ({@code forcePathStyle}). S3Proxy knows conditional puts and
 * ranges; it ignores headers that it does not know instead of refusing them.
 */
public final class S3Server extends TestServer {

    private static final Shared<S3Server> SHARED = new Shared<>(S3Server::start);

    private S3Server() {
        super(new S3Recipe());
    }

    /**
     * The server that all tests of this run have in common, started at the first call.
     *
     * @throws IllegalStateException if none can be had here; the message says why for each way
     */
    public static S3Server shared() {
        return SHARED.get();
    }

    /**
     * Starts a server of one's own, and returns when it serves.
     *
     * @throws IllegalStateException if none can be had here; the message says why for each way
     */
    public static S3Server start() {
        return new S3Server();
    }

    /** {@code http://127.0.0.1:port}. */
    public URI endpoint() {
        return uri(new Endpoint(host(), port()));
    }

    /** As {@link #endpoint}, but past the relay: for measurements. No fault of the wire reaches it, and a restart may change it. */
    public URI directEndpoint() {
        return uri(direct());
    }

    /** The region to sign for. */
    public String region() {
        return login().place();
    }

    /** The access key id. */
    public String accessKey() {
        return login().user();
    }

    /** The secret access key. */
    public String secretKey() {
        return login().password();
    }

    /**
     * Makes a new empty bucket, so that a test has one to itself.
     *
     * @return its name
     * @throws IllegalStateException if the server refuses, or does not answer within 10 seconds
     */
    public String newBucket() {
        return S3Buckets.create(directEndpoint(), login());
    }

    private static URI uri(Endpoint endpoint) {
        return URI.create("http://" + endpoint);
    }
}
