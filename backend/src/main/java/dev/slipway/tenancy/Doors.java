package dev.slipway.tenancy;

import dev.slipway.identity.Needs;
import dev.slipway.identity.Permission;
import io.quarkus.websockets.next.WebSocket;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.spi.BeanManager;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.Path;
import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Every door there is, read from the code itself: whoever keeps such a list by hand forgets one. */
@ApplicationScoped
public class Doors {

    private static final Pattern PARAMETER = Pattern.compile("\\{\\s*(\\w+)");

    private final BeanManager beans;

    Doors(BeanManager beans) {
        this.beans = beans;
    }

    /**
     * A door of REST.
     *
     * @param type its resource
     * @param method of Java
     * @param verb of HTTP
     * @param path with its parameters in braces
     * @param permission what it asks, null when it does not say
     */
    public record Door(
            Class<?> type,
            Method method,
            String verb,
            String path,
            @Nullable Permission permission) {

        /** {@code AppResource.create} is {@code app.create}; the audit says it the same way. */
        public String action() {
            String noun = type.getSimpleName().replaceFirst("Resource$", "");
            return noun.toLowerCase(Locale.ROOT) + "." + method.getName();
        }

        /** The names in its path. */
        public Set<String> parameters() {
            return PARAMETER
                    .matcher(path)
                    .results()
                    .map((MatchResult found) -> found.group(1))
                    .collect(Collectors.toUnmodifiableSet());
        }

        /** For messages: where a programmer finds it. */
        public String place() {
            return type.getSimpleName() + "." + method.getName();
        }
    }

    /**
     * A door of WebSockets.
     *
     * @param type its class
     * @param path with its parameters in braces
     * @param endpointId the word of its {@link StreamAction}
     */
    public record Socket(Class<?> type, String path, String endpointId) {}

    /** All doors of REST, by path. */
    public List<Door> rest() {
        return classes()
                .flatMap(Doors::of)
                .sorted(Comparator.comparing(Door::path).thenComparing(Door::verb))
                .toList();
    }

    /** All sockets, by path. */
    public List<Socket> sockets() {
        return classes()
                .filter(type -> type.isAnnotationPresent(WebSocket.class))
                .map(type -> {
                    WebSocket socket = type.getAnnotation(WebSocket.class);
                    return new Socket(type, socket.path(), socket.endpointId());
                })
                .sorted(Comparator.comparing(Socket::path))
                .toList();
    }

    /** The doors of one resource; none when it is no resource. */
    static Stream<Door> of(Class<?> type) {
        return type.isAnnotationPresent(Path.class)
                ? Arrays.stream(type.getMethods()).flatMap(method -> of(type, method))
                : Stream.empty();
    }

    private static Stream<Door> of(Class<?> type, Method method) {
        Path own = method.getAnnotation(Path.class);
        Needs needs = method.getAnnotation(Needs.class);
        String path = type.getAnnotation(Path.class).value() + (own == null ? "" : own.value());
        return Arrays.stream(method.getAnnotations())
                .map(Annotation::annotationType)
                .filter(annotation -> annotation.isAnnotationPresent(HttpMethod.class))
                .map(annotation -> new Door(
                        type,
                        method,
                        annotation.getAnnotation(HttpMethod.class).value(),
                        path,
                        needs == null ? null : needs.value()));
    }

    private Stream<? extends Class<?>> classes() {
        return beans.getBeans(Object.class, Any.Literal.INSTANCE).stream()
                .map(bean -> bean.getBeanClass())
                .distinct();
    }
}
