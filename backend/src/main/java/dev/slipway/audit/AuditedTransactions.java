package dev.slipway.audit;

import io.quarkus.arc.Arc;
import io.quarkus.vertx.http.runtime.CurrentVertxRequest;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.persistence.EntityManager;
import jakarta.transaction.Status;
import jakarta.transaction.Synchronization;
import jakarta.transaction.TransactionScoped;
import jakarta.transaction.TransactionSynchronizationRegistry;
import org.jspecify.annotations.Nullable;

/**
 * Writes a door's entry in the transaction that makes its change: both are there or neither, whenever the process dies, and a
 * change whose entry cannot be written does not happen.
 */
@ApplicationScoped
class AuditedTransactions {

    private final AuditLog log;
    private final AuditedRequest audited;
    private final EntityManager entities;
    private final TransactionSynchronizationRegistry registry;

    AuditedTransactions(
            AuditLog log, AuditedRequest audited, EntityManager entities, TransactionSynchronizationRegistry registry) {
        this.log = log;
        this.audited = audited;
        this.entities = entities;
        this.registry = registry;
    }

    /** Of all transactions that begin, those within an open door may be its change. */
    void begun(@Observes @Initialized(TransactionScoped.class) Object transaction) {
        if (isHttpRequest() && audited.isOpen() && !audited.isWritten()) {
            // Opens Hibernate's session: what that holds back until the end is written before the entry, in this order.
            entities.joinTransaction();
            registry.registerInterposedSynchronization(new Entry());
        }
    }

    /** The platform's own loops have a request context too, but no request in it. */
    private static boolean isHttpRequest() {
        return Arc.container().requestContext().isActive()
                && Arc.container().instance(CurrentVertxRequest.class).get().getCurrent() != null;
    }

    private final class Entry implements Synchronization {

        private AuditLog.@Nullable Head head;

        /** A failure here takes the change back. */
        @Override
        public void beforeCompletion() {
            if (!audited.isOpen() || audited.isWritten()) {
                return;
            }
            // Said before: a transaction that begins within this one is none of the door's.
            audited.setWritten(true);
            head = log.appendToChange(audited.entryOfChange()).orElse(null);
            audited.setWritten(head != null);
        }

        @Override
        public void afterCompletion(int status) {
            if (head != null && status == Status.STATUS_COMMITTED) {
                log.note(head);
            } else if (head != null) {
                audited.setWritten(false);
            }
        }
    }
}
