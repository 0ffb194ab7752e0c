package dev.slipway.registry;

import dev.slipway.tenancy.DoorUsed;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;

/** Tells the audit what changed. Single blobs that arrive are not told: a manifest is what makes them something. */
@ApplicationScoped
class Journal {

    private final Event<DoorUsed> uses;

    Journal(Event<DoorUsed> uses) {
        this.uses = uses;
    }

    void note(Call call, String verb, String what, int status) {
        Actor actor = call.access().actor();
        uses.fire(new DoorUsed(
                actor instanceof Actor.Person person ? person.caller() : null,
                "platform",
                call.access().team(),
                "registry." + verb,
                call.access().name().text() + " " + what,
                call.address(),
                status));
    }
}
