package dev.scalingpatterns.samples.failover;

import io.undertow.Undertow;
import io.undertow.server.HttpHandler;
import io.undertow.server.handlers.proxy.LoadBalancingProxyClient;
import io.undertow.server.handlers.proxy.ProxyHandler;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.Timer;
import java.util.TimerTask;

/** A load balancer on a free port, by Undertow's proxy. */
final class Balancer implements AutoCloseable {

    static final String READY = "/health/ready";
    static final Duration CHECK_EVERY = Duration.ofMillis(50);
    private static final int MAX_REQUEST_MILLIS = 5_000;
    private static final String HOST = "127.0.0.1";

    private final Undertow server;
    private final Runnable stopChecks;

    private Balancer(HttpHandler handler, Runnable stopChecks) {
        this.stopChecks = stopChecks;
        this.server = Undertow.builder()
                .addHttpListener(0, HOST)
                .setIoThreads(1)
                .setWorkerThreads(8)
                .setHandler(handler)
                .build();
        server.start();
    }

    /** Each user always goes to the same instance, whatever state that is in. */
    static Balancer sticky(List<URI> instances) {
        List<ProxyHandler> proxies = instances.stream()
                .map(instance -> ProxyHandler.builder()
                        .setProxyClient(new LoadBalancingProxyClient().addHost(instance))
                        .setMaxRequestTime(MAX_REQUEST_MILLIS)
                        .build())
                .toList();
        return new Balancer(
                exchange -> proxies.get(Math.floorMod(exchange.getQueryString().hashCode(), proxies.size()))
                        .handleRequest(exchange),
                () -> {});
    }

    /** Any user goes to any instance that says it is ready; a connection that fails is tried at another. */
    static Balancer checking(List<URI> instances) {
        LoadBalancingProxyClient client = new LoadBalancingProxyClient().setConnectionsPerThread(64);
        instances.forEach(client::addHost);
        Timer checks = new Timer("health-checks", true);
        checks.schedule(new Checker(client, instances), 0, CHECK_EVERY.toMillis());
        return new Balancer(
                ProxyHandler.builder()
                        .setProxyClient(client)
                        .setMaxConnectionRetries(instances.size())
                        .setMaxRequestTime(MAX_REQUEST_MILLIS)
                        .build(),
                checks::cancel);
    }

    URI uri(String path) {
        InetSocketAddress address =
                (InetSocketAddress) server.getListenerInfo().get(0).getAddress();
        return URI.create("http://" + HOST + ":" + address.getPort() + path);
    }

    @Override
    public void close() {
        stopChecks.run();
        server.stop();
    }

    /** Takes an instance out as soon as it does not say it is ready, and back in when it does. */
    private static final class Checker extends TimerTask {

        private final HttpClient http =
                HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(1)).build();
        private final LoadBalancingProxyClient client;
        private final List<URI> instances;
        private final Set<URI> out = new HashSet<>();

        Checker(LoadBalancingProxyClient client, List<URI> instances) {
            this.client = client;
            this.instances = instances;
        }

        @Override
        public void run() {
            for (URI instance : instances) {
                boolean ready = ready(instance);
                if (!ready && out.add(instance)) {
                    client.removeHost(instance);
                } else if (ready && out.remove(instance)) {
                    client.addHost(instance);
                }
            }
        }

        private boolean ready(URI instance) {
            HttpRequest check = HttpRequest.newBuilder(instance.resolve(READY))
                    .timeout(Duration.ofSeconds(1))
                    .build();
            try {
                return http.send(check, BodyHandlers.discarding()).statusCode() == 200;
            } catch (IOException e) {
                return false;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return false;
            }
        }
    }
}
