package dev.slipway.webhook;

import dev.slipway.platform.Cursor;
import dev.slipway.platform.PageQuery;
import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** One event on its way to one address. */
@Entity
@Table(name = "webhook_delivery")
@SuppressWarnings("NullAway.Init")
class Delivery extends PanacheEntityBase {

    /** Where it is; the last two are final until somebody sends it again. */
    enum Status {
        WAITING,
        DELIVERED,
        FAILED
    }

    /** Waits between attempts: about six hours in all, so that a night's outage of a small program loses something, but not an
     * hour's. */
    private static final List<Duration> BACK_OFF = List.of(
            Duration.ofSeconds(5),
            Duration.ofSeconds(30),
            Duration.ofMinutes(2),
            Duration.ofMinutes(10),
            Duration.ofHours(1),
            Duration.ofHours(5));

    @Id
    UUID id;

    UUID webhookId;
    UUID teamId;
    String event;

    /** What it tells of, so that one thing is told once. */
    String occasion;

    String payload;

    @Enumerated(EnumType.STRING)
    Status status;

    int attempts;
    Instant createdAt;

    @Nullable
    Instant nextAt;

    @Nullable
    Integer answer;

    @Nullable
    String detail;

    @Nullable
    Instant finishedAt;

    static List<Delivery> page(UUID webhookId, PageQuery page, @Nullable Status status) {
        Cursor after = Cursor.read(page, 2);
        return Delivery.<Delivery>find(
                        "webhookId = ?1 and (createdAt < ?2 or (createdAt = ?2 and id < ?3)) and status in ?4"
                                + " order by createdAt desc, id desc",
                        webhookId,
                        after == null ? Cursor.END_OF_TIME : after.time(0),
                        after == null ? Cursor.GREATEST : after.id(1),
                        status == null ? EnumSet.allOf(Status.class) : EnumSet.of(status))
                .range(0, page.limit)
                .list();
    }

    /** It arrived. */
    void delivered(int status, Instant now) {
        this.status = Status.DELIVERED;
        answer = status;
        detail = null;
        nextAt = null;
        finishedAt = now;
    }

    /** It did not; the next attempt comes later each time, until there is none. */
    void missed(@Nullable Integer status, String why, Instant now) {
        answer = status;
        detail = why;
        if (attempts > BACK_OFF.size()) {
            this.status = Status.FAILED;
            nextAt = null;
            finishedAt = now;
        } else {
            nextAt = now.plus(BACK_OFF.get(attempts - 1));
        }
    }

    /** Somebody wants it sent again. */
    void again(Instant now) {
        status = Status.WAITING;
        attempts = 0;
        nextAt = now;
        finishedAt = null;
    }
}
