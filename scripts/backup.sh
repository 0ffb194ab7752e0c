# Backup and restore of the whole platform: database, pushed repositories, images of the registry.

# backup FILE: while everything runs.
platform_backup() {
    [ $# -eq 1 ] || fail "give the file to write: ./slipway backup FILE"
    running control || [ -n "${SLIPWAY_DB_URL:-}" ] || fail "the platform does not run; start it with ./slipway up"
    use_jdk
    backup_program backup "$(realpath -m "$1")"
}

# restore FILE [MASTER-KEY-FILE]: into a platform that nobody has claimed; it is started when it does not run.
platform_restore() {
    [ $# -eq 1 ] || [ $# -eq 2 ] || fail "give the file to read: ./slipway restore FILE [MASTER-KEY-FILE]"
    [ -r "$1" ] || fail "cannot read '$1'"
    local file key=
    file=$(realpath "$1")
    if [ $# -eq 2 ]; then
        [ -r "$2" ] || fail "cannot read '$2'"
        key=$(realpath "$2")
    fi
    running control || platform_up
    use_jdk
    backup_program restore "$file" ${key:+"$key"}
    chown -R "$SERVICE_USER:$SERVICE_USER" "$DATA/control"
    say "starting with what was restored"
    stop control
    CONTROL_DIST=$(newest_installed control)
    start_control
    say "console: $PUBLIC_URL"
}

backup_program() {
    local dist
    dist=$(newest_installed control) || fail "the platform was never started here; run ./slipway up first"
    SLIPWAY_DATA=$DATA/control "$JAVA_HOME/bin/java" -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Xmx256m \
        -Djava.util.logging.manager=org.jboss.logmanager.LogManager \
        -cp "$dist/app/*:$dist/lib/main/*:$dist/lib/boot/*" dev.slipway.backup.BackupMain "$@"
}
