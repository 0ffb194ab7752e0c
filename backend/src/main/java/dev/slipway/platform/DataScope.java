package dev.slipway.platform;

import io.quarkus.arc.Arc;
import io.quarkus.vertx.http.runtime.CurrentVertxRequest;
import jakarta.enterprise.context.RequestScoped;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * For which teams the database shows rows. An HTTP request sees nothing of any team until the policy has named some. The
 * platform's own loops see what all teams have to do, and nothing that holds secrets: for those a transaction enters one team
 * ({@link Rows#enter}). Read when a connection is taken from the pool, so it holds for a transaction.
 */
@RequestScoped
public class DataScope {

    /** What row-level security takes as "every team". */
    private static final String EVERYTHING = "*";

    /** What the platform's own loops see: rows of every team, but variables, credentials and keys of none. */
    static final String LOOPS = "~";

    private static final String NOTHING = "";

    /** Set while a piece of code says for itself what it works for; it goes before what the request says. */
    private static final ThreadLocal<@Nullable String> EXPLICIT = new ThreadLocal<>();

    private String teams = NOTHING;

    /** From now on this request works for these teams. */
    public void narrow(Collection<UUID> ids) {
        teams = text(ids);
    }

    /**
     * Runs what concerns more than the caller's teams: names that are unique on the whole platform, a first claim, an
     * invitation of somebody who is no member yet. Must begin before the transaction's first statement.
     */
    public static <T> T asPlatform(Supplier<T> work) {
        return as(EVERYTHING, work);
    }

    /** Runs work for one team outside of a request. */
    public static <T> T within(Collection<UUID> ids, Supplier<T> work) {
        return as(text(ids), work);
    }

    /**
     * Lets a transaction which is about to commit see every team's rows; returns what it saw before.
     *
     * @throws SQLException when the database does not answer
     */
    public static String replaceWithin(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("select coalesce(current_setting('slipway.teams', true), '')")) {
            row.next();
            String before = row.getString(1);
            restoreWithin(connection, EVERYTHING);
            return before;
        }
    }

    /**
     * Puts back what {@link #replaceWithin} returned.
     *
     * @throws SQLException when the database does not answer
     */
    public static void restoreWithin(Connection connection, String teams) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("select set_config('slipway.teams', ?, true)")) {
            statement.setString(1, teams);
            statement.execute();
        }
    }

    /** As the database's setting takes it. */
    static String current() {
        String explicit = EXPLICIT.get();
        if (explicit != null) {
            return explicit;
        }
        return isHttpRequest() ? Arc.container().instance(DataScope.class).get().teams() : LOOPS;
    }

    /** A method, because a field of the request's proxy is not that of the request. */
    String teams() {
        return teams;
    }

    private static <T> T as(String scope, Supplier<T> work) {
        String before = EXPLICIT.get();
        EXPLICIT.set(scope);
        try {
            return work.get();
        } finally {
            if (before == null) {
                EXPLICIT.remove();
            } else {
                EXPLICIT.set(before);
            }
        }
    }

    /** Scheduled methods have a request context too, but no request in it. */
    private static boolean isHttpRequest() {
        return Arc.container().requestContext().isActive()
                && Arc.container().instance(CurrentVertxRequest.class).get().getCurrent() != null;
    }

    private static String text(Collection<UUID> ids) {
        return List.copyOf(ids).stream().map(UUID::toString).collect(Collectors.joining(","));
    }
}
