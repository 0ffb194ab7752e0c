package dev.slipway.feed;

import dev.slipway.platform.Change;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.operators.multi.processors.BroadcastProcessor;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.TransactionPhase;

/** Changes as they are committed. */
@ApplicationScoped
class ChangeFeed {

    private final BroadcastProcessor<Change> changes = BroadcastProcessor.create();

    void pass(@Observes(during = TransactionPhase.AFTER_SUCCESS) Change change) {
        changes.onNext(change);
    }

    Multi<Change> stream() {
        return changes;
    }
}
