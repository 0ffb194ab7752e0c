package dev.slipway.platform;

import io.agroal.api.AgroalPoolInterceptor;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;

/** Tells the database with every connection that is taken for which teams it will be used. */
@Singleton
class ScopedConnections implements AgroalPoolInterceptor {

    @Override
    public void onConnectionAcquire(Connection connection) {
        try (PreparedStatement statement =
                connection.prepareStatement("select set_config('slipway.teams', ?, false)")) {
            statement.setString(1, DataScope.current());
            statement.execute();
        } catch (SQLException failure) {
            // Without it the connection could still see what its last user saw.
            throw new IllegalStateException("cannot bound a database connection to its teams", failure);
        }
    }
}
