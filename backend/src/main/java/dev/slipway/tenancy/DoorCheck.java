package dev.slipway.tenancy;

import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;

/** Refuses to start while a door does not say what it needs of its caller. */
@ApplicationScoped
public class DoorCheck {

    private final Doors doors;
    private final Policy policy;

    DoorCheck(Doors doors, Policy policy) {
        this.doors = doors;
        this.policy = policy;
    }

    void refuseOpenDoors(@Observes StartupEvent started) {
        require(doors.rest(), doors.sockets());
    }

    /**
     * Passes when each of them is guarded.
     *
     * @throws IllegalStateException which names all that are not; thrown while starting, it ends the process
     */
    void require(List<Doors.Door> rest, List<Doors.Socket> sockets) {
        List<String> faults = Stream.concat(
                        rest.stream().flatMap(this::faults), sockets.stream().flatMap(DoorCheck::faults))
                .toList();
        if (!faults.isEmpty()) {
            throw new IllegalStateException("doors nobody guards: " + String.join("; ", faults));
        }
    }

    private Stream<String> faults(Doors.Door door) {
        if (door.permission() == null) {
            return Stream.of(door.place() + " declares no permission; add @Needs");
        }
        boolean nobodys = Collections.disjoint(door.parameters(), policy.parameters());
        return door.permission().ofTeam() && nobodys
                ? Stream.of(door.place() + " asks for a role, but its path names nothing a team owns")
                : Stream.empty();
    }

    private static Stream<String> faults(Doors.Socket socket) {
        return StreamAction.of(socket.endpointId())
                .filter(action -> socket.path().contains("{" + action.parameter() + "}"))
                .map(known -> Stream.<String>empty())
                .orElseGet(() -> Stream.of("socket " + socket.type().getSimpleName()
                        + " has no endpoint id that is a StreamAction of what its path names"));
    }
}
