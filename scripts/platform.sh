# The platform: engine, control plane, and what comes and goes with them.

platform_up() {
    need_platform_packages
    need_service_user
    use_jdk
    build
    ENGINE_DIST=$(installed engine "$HERE/host-runtime/target/engine")
    CONTROL_DIST=$(installed control "$HERE/backend/target/quarkus-app")
    if running engine && ! runs_from "$ENGINE_DIST"; then replace_engine; else start_engine; fi
    use_keycloak
    if running control && ! { runs_from "$CONTROL_DIST" && knows_provider; }; then stop control; fi
    start_control
    remove_stale "$ENGINE_DIST" "$CONTROL_DIST"
    say "console: $PUBLIC_URL   apps: http://<app>.<project>.$APPS_DOMAIN:$APPS_PORT   docker: -H unix://$ENGINE_SOCKET"
    local token=$DATA/control/claim-token
    [ -z "${SLIPWAY_OIDC_URL:-}" ] || say "single sign-on: $SLIPWAY_OIDC_URL"
    [ ! -s "$token" ] || say "claim this instance: $PUBLIC_URL/claim?token=$(cat "$token")"
}

start_engine() {
    running engine && return 0
    launch_engine serve
    await engine 60 curl -fsS --unix-socket "$ENGINE_SOCKET" http://engine/_ping
}

# Another build takes the place of the engine that runs: neither apps nor clients are refused meanwhile.
replace_engine() {
    local old
    old=$(pid_of engine)
    say "putting the new engine in the place of the one that runs"
    launch_engine replace
    if ! (await engine 120 process_gone "$old"); then
        echo "$old" >"$RUN/engine.pid"
        fail "the new engine did not take over; the old one goes on"
    fi
    await engine 60 curl -fsS --unix-socket "$ENGINE_SOCKET" http://engine/_ping
}

launch_engine() {
    # shellcheck disable=SC2086
    start_first engine "$JAVA_HOME/bin/java" $ENGINE_JAVA_OPTS --enable-native-access=ALL-UNNAMED \
        --sun-misc-unsafe-memory-access=allow -cp "$ENGINE_DIST/*" $ENGINE_MAIN "$1" \
        --name "$NAME" --data-root "$DATA/engine" --run-root "$RUN" \
        --socket "$ENGINE_SOCKET" --tenant-socket "$TENANT_SOCKET" --router-port "$APPS_PORT" "${ENGINE_OPTIONS[@]}"
}

process_gone() { [ ! -d "/proc/$1" ] || grep -qs '^State:.Z' "/proc/$1/status"; }

start_control() {
    running control && return 0
    mkdir -p "$DATA/control"
    chown -R "$SERVICE_USER:$SERVICE_USER" "$DATA/control"
    chmod 0700 "$DATA/control"
    # shellcheck disable=SC2086
    start_first control setpriv --reuid="$SERVICE_USER" --regid="$SERVICE_USER" --init-groups --no-new-privs \
        env -C / SLIPWAY_DATA="$DATA/control" SLIPWAY_ENGINE_SOCKET="$TENANT_SOCKET" \
        SLIPWAY_HTTP_HOST="$HTTP_HOST" SLIPWAY_HTTP_PORT="$HTTP_PORT" SLIPWAY_PUBLIC_URL="$PUBLIC_URL" \
        SLIPWAY_APPS_DOMAIN="$APPS_DOMAIN" SLIPWAY_APPS_PORT="$APPS_PORT" \
        SLIPWAY_ALLOW_PRIVATE_GIT="${SLIPWAY_ALLOW_PRIVATE_GIT:-}" HOME="$DATA/control" \
        "$JAVA_HOME/bin/java" $CONTROL_JAVA_OPTS -Djava.io.tmpdir="$(control_tmp)" -jar "$CONTROL_DIST/quarkus-run.jar"
    await control 120 curl -fsS "http://127.0.0.1:$HTTP_PORT/q/health/ready"
}

control_tmp() {
    install -d -o "$SERVICE_USER" -g "$SERVICE_USER" -m 0700 "$DATA/control/tmp"
    echo "$DATA/control/tmp"
}

platform_down() {
    use_jdk
    stop git
    stop control
    stop keycloak
    stop_postgres
    stop engine
    local dist
    if dist=$(newest_installed engine); then
        "$JAVA_HOME/bin/java" --enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow \
            -cp "$dist/*" $ENGINE_MAIN down --name "$NAME" --data-root "$DATA/engine" --run-root "$RUN" ||
            fail "the engine could not take everything off the host; see its words above"
    fi
    remove_platform_group
    rm -rf "$RUN"
    if [ "${1:-}" = --purge ]; then
        rm -rf --one-file-system "$DATA"
        say "stopped; nothing of '$NAME' is left on this host"
    else
        say "stopped; data stays in $DATA (./slipway down --purge removes it)"
    fi
}

# The embedded database outlives a killed control plane so that the next one can take it over; down ends it.
stop_postgres() {
    local file pid tries=100
    for file in "$DATA"/control/postgres/postmaster.pid "$DATA"/control/postgres/*/postmaster.pid; do
        [ -s "$file" ] || continue
        pid=$(head -n 1 "$file")
        grep -qs postgres "/proc/$pid/cmdline" || continue
        kill -INT "$pid" 2>/dev/null || true
        while [ -d "/proc/$pid" ] && [ $((tries -= 1)) -gt 0 ]; do sleep 0.1; done
    done
}

platform_status() {
    local format=${1:-} name pid
    local rows=()
    for name in engine control keycloak git; do
        pid=$(pid_of $name) && rows+=("$name $pid $(rss_of "$pid")")
    done
    if [ "$format" = --json ]; then
        printf '{"name":"%s","version":"%s","console":"%s","apps":"http://*.%s:%s","engineSocket":"%s","tenantSocket":"%s","processes":[' \
            "$NAME" "$VERSION" "$PUBLIC_URL" "$APPS_DOMAIN" "$APPS_PORT" "$ENGINE_SOCKET" "$TENANT_SOCKET"
        local separator=
        for row in "${rows[@]}"; do
            # shellcheck disable=SC2086
            set -- $row
            printf '%s{"name":"%s","pid":%s,"rssKiB":%s}' "$separator" "$1" "$2" "$3"
            separator=,
        done
        printf ']}\n'
        return 0
    fi
    printf '%-9s %-8s %s\n' PROCESS PID RSS
    for row in "${rows[@]}"; do
        # shellcheck disable=SC2086
        set -- $row
        printf '%-9s %-8s %d MB\n' "$1" "$2" $(($3 / 1024))
    done
    [ ${#rows[@]} -gt 0 ] || echo "nothing of '$NAME' runs; ./slipway up starts it"
    printf '\nconsole  %s\napps     http://<app>.<project>.%s:%s\ndocker   -H unix://%s\nversion  %s\n' \
        "$PUBLIC_URL" "$APPS_DOMAIN" "$APPS_PORT" "$ENGINE_SOCKET" "$VERSION"
}

engine_foreground() {
    need_commands nft=nftables mmdebstrap=mmdebstrap mvn=maven
    use_jdk
    build
    # shellcheck disable=SC2086
    exec "$JAVA_HOME/bin/java" $ENGINE_JAVA_OPTS --enable-native-access=ALL-UNNAMED \
        --sun-misc-unsafe-memory-access=allow -cp "$HERE/host-runtime/target/engine/*" $ENGINE_MAIN "$@"
}

platform_dev() {
    need_platform_packages
    need_service_user
    use_jdk
    build
    ENGINE_DIST=$(installed engine "$HERE/host-runtime/target/engine")
    start_engine
    stop control
    cd "$HERE"
    SLIPWAY_DATA="$DATA/dev" SLIPWAY_ENGINE_SOCKET="$TENANT_SOCKET" SLIPWAY_ALLOW_PRIVATE_GIT=127.0.0.1,localhost \
        exec mvn -B -Dquick -pl backend -am quarkus:dev
}

say_version() {
    echo "slipway $VERSION"
    (use_jdk >/dev/null 2>&1 && "$JAVA_HOME/bin/java" -version 2>&1 | head -n 1) || true
}
