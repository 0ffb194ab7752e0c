package dev.slipway.host.network;

import dev.slipway.host.linux.Netlink;
import dev.slipway.host.linux.Sys;
import dev.slipway.host.linux.SyscallNumber;
import java.io.IOException;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A network namespace of its own for a test, held by a sleeping process: a host, a container, or a machine beyond. */
final class Namespace implements AutoCloseable {
    private static final int CLONE_NEWNET = 0x40000000;
    private static final Duration LIMIT = Duration.ofSeconds(30);

    private final Process holder;

    Namespace() throws IOException {
        makeCarriers();
        holder = new ProcessBuilder("unshare", "--net", "sleep", "600").start();
        Path own = Files.readSymbolicLink(Path.of("/proc/self/ns/net"));
        long deadline = System.nanoTime() + LIMIT.toNanos();
        while (own.equals(Files.readSymbolicLink(Path.of("/proc/" + pid() + "/ns/net")))
                || !Files.readString(Path.of("/proc/" + pid() + "/comm")).equals("sleep\n")) {
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException("no namespace within " + LIMIT);
            }
            Thread.onSpinWait();
        }
        send(InsideRequests.loopbackOnly());
    }

    /**
     * Lets the JVM make all threads that carry virtual threads now: one made later by a thread in a namespace would stay
     * in that namespace, and so would the sockets of other tests.
     */
    private static void makeCarriers() throws IOException {
        int carriers = Runtime.getRuntime().availableProcessors();
        CountDownLatch together = new CountDownLatch(carriers);
        for (int i = 0; i < carriers; i++) {
            Thread.startVirtualThread(() -> {
                together.countDown();
                while (together.getCount() > 0) {
                    Thread.onSpinWait();
                }
            });
        }
        try {
            together.await();
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    int pid() {
        return (int) holder.pid();
    }

    /** Sends netlink requests as the namespace's own. */
    void send(List<byte[]> requests) {
        run(() -> {
            try (Netlink netlink = Netlink.open()) {
                requests.forEach(request -> netlink.request("configure", "inside", request));
            }
            return null;
        });
    }

    /** Runs {@code work} on a thread in the namespace; sockets it opens belong there for ever. */
    <T> T run(Callable<T> work) {
        return get(start(work));
    }

    /** {@code target}, with every call, also those on attachments and options it returns, made from the namespace. */
    <T> T inside(Class<T> type, T target) {
        InvocationHandler here = (proxy, method, arguments) -> {
            Object result = run(() -> invoke(method, target, arguments));
            return switch (result) {
                case null -> null;
                case Attachment attachment -> inside(Attachment.class, attachment);
                case Optional<?> optional ->
                    optional.map(value -> value instanceof Attachment found ? inside(Attachment.class, found) : value);
                default -> result;
            };
        };
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, here));
    }

    private static Object invoke(Method method, Object target, Object[] arguments) throws Exception {
        try {
            return method.invoke(target, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause() instanceof Exception cause ? cause : e;
        }
    }

    static <T> T get(CompletableFuture<T> result) {
        try {
            return result.get(LIMIT.toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Error error) {
                throw error;
            }
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            throw new IllegalStateException(e.getCause());
        } catch (InterruptedException | TimeoutException e) {
            throw new IllegalStateException(e);
        }
    }

    /** As {@link #run}, in the background. */
    <T> CompletableFuture<T> start(Callable<T> work) {
        CompletableFuture<T> result = new CompletableFuture<>();
        Thread.ofPlatform().daemon().start(() -> {
            try {
                join();
                result.complete(work.call());
            } catch (Throwable e) {
                result.completeExceptionally(e);
            }
        });
        return result;
    }

    private void join() throws Exception {
        Path path = Path.of("/proc/" + pid() + "/ns/net");
        try (NamespaceFile file = new NamespaceFile(path)) {
            Sys.call("setns", path.toString(), SyscallNumber.SETNS, file.number(), CLONE_NEWNET);
        }
    }

    /** The descriptor number of a file, which the JDK does not tell. */
    private record NamespaceFile(int number) implements AutoCloseable {
        NamespaceFile(Path path) {
            this(open(path));
        }

        private static int open(Path path) {
            try (var text = dev.slipway.host.linux.NativeMemory.string(path.toString())) {
                return (int) Sys.call("open", path.toString(), SyscallNumber.OPENAT, -100, text.address(), 0, 0);
            }
        }

        @Override
        public void close() {
            Sys.raw(SyscallNumber.CLOSE, number);
        }
    }

    @Override
    public void close() {
        holder.destroyForcibly();
    }
}
