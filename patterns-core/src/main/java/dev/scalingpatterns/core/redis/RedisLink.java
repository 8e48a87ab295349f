package dev.scalingpatterns.core.redis;

import io.lettuce.core.AbstractRedisClient;
import io.lettuce.core.ClientOptions;
import io.lettuce.core.MaintNotificationsConfig;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.TimeoutOptions;
import io.lettuce.core.api.StatefulConnection;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.cluster.ClusterClientOptions;
import io.lettuce.core.cluster.ClusterTopologyRefreshOptions;
import io.lettuce.core.cluster.RedisClusterClient;
import io.lettuce.core.cluster.api.StatefulRedisClusterConnection;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import io.lettuce.core.cluster.api.sync.RedisClusterCommands;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.metrics.CommandLatencyRecorder;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.Delay;
import io.lettuce.core.resource.EpollProvider;
import io.lettuce.core.resource.NettyCustomizer;
import io.lettuce.core.resource.Transports;
import io.netty.channel.Channel;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.flush.FlushConsolidationHandler;
import io.netty.resolver.dns.DnsAddressResolverGroup;
import io.netty.resolver.dns.DnsNameResolverBuilder;
import io.netty.util.HashedWheelTimer;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;

/** Lettuce with our defaults: one client, its threads, and the one connection that carries commands. */
final class RedisLink implements AutoCloseable {

    private static final Duration SLOWEST_RECONNECT = Duration.ofMillis(500);
    private static final Duration FASTEST_RECONNECT = Duration.ofMillis(10);
    private static final Duration DEAD_PEER = Duration.ofSeconds(5);
    private static final int TIMER_TICK_MILLIS = 5;
    private static final int FLUSH_AFTER_WRITES = 256;

    private final Set<Channel> channels = ConcurrentHashMap.newKeySet();
    private final HashedWheelTimer timer;
    private final DnsAddressResolverGroup resolvers = new DnsAddressResolverGroup(new DnsNameResolverBuilder()
            .datagramChannelType(Transports.datagramChannelClass())
            .socketChannelType(Transports.socketChannelClass().asSubclass(SocketChannel.class)));
    private final ClientResources resources;
    private final AbstractRedisClient client;
    private final StatefulConnection<byte[], byte[]> connection;

    /** Connects, or throws and leaves nothing open. */
    RedisLink(RedisUrl url, Duration timeout, Duration connectTimeout, int requestQueueSize) {
        // Lettuce's own timer ticks every 100 ms, which would be as long again as the time-out it measures.
        timer = new HashedWheelTimer(threads("timer"), TIMER_TICK_MILLIS, TimeUnit.MILLISECONDS);
        resources = resources();
        try {
            // It bounds the handshake too, which is slower than a command, above all in a program that just began.
            List<RedisURI> addresses = url.addresses(connectTimeout);
            client = url.isCluster()
                    ? RedisClusterClient.create(resources, addresses)
                    : RedisClient.create(resources, addresses.get(0));
        } catch (RuntimeException | Error e) {
            stopThreads();
            throw e;
        }
        try {
            configure(timeout, connectTimeout, requestQueueSize);
            connection = connect();
            connection.setTimeout(timeout);
        } catch (RuntimeException | Error e) {
            shutDown();
            throw e;
        }
    }

    private static ThreadFactory threads(String pool) {
        return new DefaultThreadFactory("patterns-redis-" + pool, true);
    }

    private ClientResources resources() {
        int threads = Math.max(2, Math.min(4, Runtime.getRuntime().availableProcessors()));
        return ClientResources.builder()
                .ioThreadPoolSize(threads)
                .computationThreadPoolSize(threads)
                .threadFactoryProvider(RedisLink::threads)
                .timer(timer)
                // Lettuce's own is never closed, and each event loop leaves a socket of it behind.
                .addressResolverGroup(resolvers)
                .reconnectDelay(Delay.fullJitter(FASTEST_RECONNECT, SLOWEST_RECONNECT, 10, TimeUnit.MILLISECONDS))
                .commandLatencyRecorder(CommandLatencyRecorder.disabled())
                .nettyCustomizer(new NettyCustomizer() {
                    @Override
                    public void afterChannelInitialized(Channel channel) {
                        // What many threads write at once goes out in one system call, in order.
                        channel.pipeline().addFirst(new FlushConsolidationHandler(FLUSH_AFTER_WRITES, true));
                        channels.add(channel);
                        channel.closeFuture().addListener(closed -> channels.remove(channel));
                    }
                })
                .build();
    }

    private void configure(Duration timeout, Duration connectTimeout, int requestQueueSize) {
        if (client instanceof RedisClusterClient cluster) {
            ClusterClientOptions.Builder options = ClusterClientOptions.builder();
            common(options, timeout, connectTimeout, requestQueueSize);
            // A node's connection is made at the first command to it, which waits for it, at most its time-out.
            options.disconnectedBehavior(ClientOptions.DisconnectedBehavior.ACCEPT_COMMANDS);
            cluster.setOptions(options.topologyRefreshOptions(ClusterTopologyRefreshOptions.builder()
                            .enablePeriodicRefresh(Duration.ofSeconds(30))
                            .adaptiveRefreshTriggersTimeout(Duration.ofSeconds(1))
                            .refreshTriggersReconnectAttempts(1)
                            .build())
                    .build());
        } else {
            ClientOptions.Builder options = ClientOptions.builder();
            common(options, timeout, connectTimeout, requestQueueSize);
            ((RedisClient) client).setOptions(options.build());
        }
    }

    private static void common(
            ClientOptions.Builder options, Duration timeout, Duration connectTimeout, int requestQueueSize) {
        options.autoReconnect(true)
                .disconnectedBehavior(ClientOptions.DisconnectedBehavior.REJECT_COMMANDS)
                // What was sent before a connection broke may have been done: Lettuce would send it again.
                .replayFilter(command -> true)
                .requestQueueSize(requestQueueSize)
                .timeoutOptions(TimeoutOptions.enabled(timeout))
                .maintNotificationsConfig(MaintNotificationsConfig.disabled())
                .socketOptions(sockets(connectTimeout));
    }

    private static SocketOptions sockets(Duration connectTimeout) {
        SocketOptions.Builder sockets = SocketOptions.builder()
                .connectTimeout(connectTimeout)
                .tcpNoDelay(true)
                .keepAlive(SocketOptions.KeepAliveOptions.builder()
                        .enable()
                        .idle(DEAD_PEER)
                        .interval(Duration.ofSeconds(1))
                        .count(3)
                        .build());
        // Only the native transport knows it; elsewhere the probes close a connection that is dead.
        if (EpollProvider.isAvailable()) {
            sockets.tcpUserTimeout(SocketOptions.TcpUserTimeoutOptions.builder()
                    .enable()
                    .tcpUserTimeout(DEAD_PEER)
                    .build());
        }
        return sockets.build();
    }

    private StatefulConnection<byte[], byte[]> connect() {
        return client instanceof RedisClusterClient cluster
                ? cluster.connect(ByteArrayCodec.INSTANCE)
                : ((RedisClient) client).connect(ByteArrayCodec.INSTANCE);
    }

    StatefulRedisPubSubConnection<byte[], byte[]> connectPubSub() {
        return client instanceof RedisClusterClient cluster
                ? cluster.connectPubSub(ByteArrayCodec.INSTANCE)
                : ((RedisClient) client).connectPubSub(ByteArrayCodec.INSTANCE);
    }

    RedisClusterCommands<byte[], byte[]> sync() {
        return connection instanceof StatefulRedisClusterConnection<byte[], byte[]> cluster
                ? cluster.sync()
                : ((StatefulRedisConnection<byte[], byte[]>) connection).sync();
    }

    RedisClusterAsyncCommands<byte[], byte[]> async() {
        return connection instanceof StatefulRedisClusterConnection<byte[], byte[]> cluster
                ? cluster.async()
                : ((StatefulRedisConnection<byte[], byte[]>) connection).async();
    }

    /** Lettuce's own threads, for probes: they exist already. */
    ScheduledExecutorService scheduler() {
        return resources.eventExecutorGroup();
    }

    /** Drops every connection of this client; each is made anew, to the master of then. */
    void reconnect() {
        for (Channel channel : channels) {
            var unused = channel.close();
        }
    }

    @Override
    public void close() {
        connection.close();
        shutDown();
    }

    private void shutDown() {
        resolvers.close();
        client.shutdown(Duration.ZERO, Duration.ofSeconds(2));
        stopThreads();
    }

    private void stopThreads() {
        resources.shutdown(0, 2, TimeUnit.SECONDS).awaitUninterruptibly(3, TimeUnit.SECONDS);
        timer.stop();
    }
}
