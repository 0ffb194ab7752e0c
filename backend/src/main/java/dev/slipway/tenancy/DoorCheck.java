package dev.slipway.tenancy;

import dev.slipway.identity.Needs;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.websockets.next.WebSocket;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.spi.BeanManager;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.Path;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Refuses to start while a door does not say what it needs of its caller. */
@ApplicationScoped
public class DoorCheck {

    private static final Pattern PARAMETER = Pattern.compile("\\{\\s*(\\w+)");

    private final BeanManager beans;
    private final Policy policy;

    DoorCheck(BeanManager beans, Policy policy) {
        this.beans = beans;
        this.policy = policy;
    }

    void refuseOpenDoors(@Observes StartupEvent started) {
        List<String> faults = new ArrayList<>();
        beans.getBeans(Object.class, Any.Literal.INSTANCE).forEach(bean -> look(bean.getBeanClass(), faults));
        if (!faults.isEmpty()) {
            throw new IllegalStateException("doors nobody guards: " + String.join("; ", faults));
        }
    }

    void look(Class<?> type, List<String> faults) {
        if (type.isAnnotationPresent(Path.class)) {
            Arrays.stream(type.getMethods()).filter(DoorCheck::isDoor).forEach(method -> look(type, method, faults));
        }
        WebSocket socket = type.getAnnotation(WebSocket.class);
        if (socket != null && StreamAction.of(socket.endpointId()).isEmpty()) {
            faults.add("socket " + type.getName() + " has no endpoint id that is a StreamAction");
        }
    }

    private void look(Class<?> type, Method method, List<String> faults) {
        String door = type.getSimpleName() + "." + method.getName();
        Needs needs = method.getAnnotation(Needs.class);
        if (needs == null) {
            faults.add(door + " declares no permission; add @Needs");
        } else if (needs.value().ofTeam() && owned(type, method).isEmpty()) {
            faults.add(door + " asks for a role, but its path names nothing a team owns");
        }
    }

    private Set<String> owned(Class<?> type, Method method) {
        Path own = method.getAnnotation(Path.class);
        Matcher matcher =
                PARAMETER.matcher(type.getAnnotation(Path.class).value() + "/" + (own == null ? "" : own.value()));
        return matcher.results()
                .map(found -> found.group(1))
                .filter(policy.parameters()::contains)
                .collect(Collectors.toSet());
    }

    private static boolean isDoor(Method method) {
        return Arrays.stream(method.getAnnotations())
                .anyMatch(annotation -> annotation.annotationType().isAnnotationPresent(HttpMethod.class));
    }
}
