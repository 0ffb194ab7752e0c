package dev.slipway.platform;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The database role the control plane works as. It owns no table, so row-level security holds for it; the owner only
 * migrates.
 *
 * @param name of the role
 * @param password of the role
 */
public record DatabaseRole(String name, String password) {

    private static final String PREFIX = "slipway_app_";

    /** A role name holds 63 bytes. */
    private static final int LONGEST = 63;

    /**
     * Makes the role, or gives it its password again. The password follows from the owner's, so that every replica of
     * the control plane knows it and nobody has to keep it.
     *
     * @throws SQLException when the owner cannot connect or may not make roles
     */
    public static DatabaseRole prepare(String url, String owner, String ownerPassword) throws SQLException {
        if (ownerPassword.isEmpty()) {
            throw new SQLException("the database's owner \"" + owner + "\" has no password; set SLIPWAY_DB_PASSWORD, or"
                    + " make a role without rights of its own and name it in SLIPWAY_DB_APP_USER and"
                    + " SLIPWAY_DB_APP_PASSWORD");
        }
        try (Connection connection = DriverManager.getConnection(url, owner, ownerPassword);
                Statement statement = connection.createStatement()) {
            String name = name(statement);
            DatabaseRole role = new DatabaseRole(name, password(name, ownerPassword));
            String rights = quoted(name) + " login nosuperuser nobypassrls nocreatedb nocreaterole password '"
                    + role.password + "'"; // hexadecimal digits: quoting is safe
            statement.execute((exists(statement, name) ? "alter role " : "create role ") + rights);
            return role;
        }
    }

    /** One role per database: two platforms on one server must not share it. */
    private static String name(Statement statement) throws SQLException {
        try (ResultSet row = statement.executeQuery("select current_database()")) {
            row.next();
            String name = PREFIX + row.getString(1).replaceAll("[^A-Za-z0-9_-]", "_");
            return name.substring(0, Math.min(LONGEST, name.length()));
        }
    }

    private static boolean exists(Statement statement, String name) throws SQLException {
        try (ResultSet row = statement.executeQuery("select 1 from pg_roles where rolname = '" + name + "'")) {
            return row.next();
        }
    }

    private static String quoted(String name) {
        return "\"" + name + "\"";
    }

    private static String password(String name, String ownerPassword) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(ownerPassword.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            return HexFormat.of().formatHex(mac.doFinal(name.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("every Java has HmacSHA256", impossible);
        }
    }

    @Override
    public String toString() {
        return "DatabaseRole[" + name + "]";
    }
}
