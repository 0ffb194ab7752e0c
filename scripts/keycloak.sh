# A real Keycloak beside the platform, to try single sign-on and to test it: `./slipway keycloak`, then `./slipway up`.
# Realm, clients, groups and people are scripts/keycloak/slipway-realm.json; its secrets are made here, one set per platform.

KEYCLOAK_VERSION=26.7.3
KEYCLOAK_PORT=${SLIPWAY_KEYCLOAK_PORT:-8180}
KEYCLOAK_CACHE=${SLIPWAY_KEYCLOAK_CACHE:-/var/cache/slipway-keycloak}
KEYCLOAK_HOME=$DATA/keycloak
KEYCLOAK_SECRETS=$KEYCLOAK_HOME/secrets
# Another one when something stands in front of it.
KEYCLOAK_URL=${SLIPWAY_KEYCLOAK_URL:-http://localhost:$KEYCLOAK_PORT}
KEYCLOAK_REALM_URL=$KEYCLOAK_URL/realms/slipway
KEYCLOAK_GROUPS=/operators=operator,/acme/owners=acme:owner,/acme/developers=acme:deployer,/acme/viewers=acme:viewer

# Metaspace is most of it: below 96 MB of heap Keycloak starts but only collects garbage.
KEYCLOAK_JAVA_OPTS=${SLIPWAY_KEYCLOAK_JAVA_OPTS:--Xms32m -Xmx256m -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -XX:+UseCompactObjectHeaders}

keycloak_up() {
    need_platform_packages
    need_service_user
    use_jdk
    running keycloak || start_keycloak
    # shellcheck source=/dev/null
    source "$KEYCLOAK_SECRETS"
    say "keycloak: $KEYCLOAK_URL   realm: slipway   administrator: admin, password $KC_BOOTSTRAP_ADMIN_PASSWORD"
    say "people: olga (operator), oscar (owner), dora (deployer), vera (viewer), password $SLIPWAY_KEYCLOAK_PASSWORD"
    say "now ./slipway up starts, or restarts, the platform with it; ./slipway down ends both"
}

start_keycloak() {
    local dist
    dist=$(keycloak_dist)
    keycloak_secrets
    install -d -o "$SERVICE_USER" -g "$SERVICE_USER" -m 0700 "$KEYCLOAK_HOME" "$KEYCLOAK_HOME"/{data,data/import,conf,tmp}
    ln -sfn "$dist/lib" "$KEYCLOAK_HOME/lib"
    cp "$HERE/scripts/keycloak/slipway-realm.json" "$KEYCLOAK_HOME/data/import/"
    (
        set -a
        # shellcheck source=/dev/null
        source "$KEYCLOAK_SECRETS"
        SLIPWAY_PUBLIC_URL=$PUBLIC_URL
        KC_BOOTSTRAP_ADMIN_USERNAME=admin
        set +a
        # shellcheck disable=SC2046
        start keycloak setpriv --reuid="$SERVICE_USER" --regid="$SERVICE_USER" --init-groups --no-new-privs \
            env -C / HOME="$KEYCLOAK_HOME" "$JAVA_HOME/bin/java" $(keycloak_java "$KEYCLOAK_HOME") start --optimized \
            --cache=local --http-enabled=true --http-host=127.0.0.1 --http-port="$KEYCLOAK_PORT" \
            --hostname="$KEYCLOAK_URL" --import-realm
    )
    say "starting Keycloak $KEYCLOAK_VERSION (the first time takes a minute)"
    await keycloak 300 curl -fsS "http://localhost:$KEYCLOAK_PORT/realms/slipway/.well-known/openid-configuration"
}

# The distribution from Maven, unpacked and built once for this host; prints its folder.
keycloak_dist() {
    local dist=$KEYCLOAK_CACHE/keycloak-$KEYCLOAK_VERSION fresh
    if [ ! -d "$dist" ]; then
        mkdir -p "$KEYCLOAK_CACHE"
        fresh=$(mktemp -d "$KEYCLOAK_CACHE/new.XXXXXX")
        chmod 0755 "$fresh"
        fetch_keycloak "$fresh"
        mkdir "$fresh/keycloak-$KEYCLOAK_VERSION/tmp"
        say "building Keycloak $KEYCLOAK_VERSION once"
        # shellcheck disable=SC2046
        "$JAVA_HOME/bin/java" $(keycloak_java "$fresh/keycloak-$KEYCLOAK_VERSION") build --db=dev-file >"$fresh/log" 2>&1 ||
            fail "Keycloak's build failed; see $fresh/log"
        chmod -R go=rX "$fresh/keycloak-$KEYCLOAK_VERSION"
        # Somebody else may have been faster; theirs is as good.
        mv -T "$fresh/keycloak-$KEYCLOAK_VERSION" "$dist" 2>/dev/null || [ -d "$dist" ]
        rm -rf "$fresh"
    fi
    echo "$dist"
}

fetch_keycloak() {
    local artifact=org.keycloak:keycloak-quarkus-dist:$KEYCLOAK_VERSION:tar.gz archive=keycloak-quarkus-dist-$KEYCLOAK_VERSION.tar.gz
    local copy=(mvn -q -B -f "$HERE/pom.xml" -N dependency:copy -Dartifact="$artifact" -DoutputDirectory="$1")
    "${copy[@]}" -o >/dev/null 2>&1 || "${copy[@]}" >&2 || fail "Maven could not fetch $artifact; see its words above"
    tar -xzf "$1/$archive" -C "$1" --no-same-owner
    rm -f "$1/$archive"
}

# What kc.sh gives to java, without the shell that would stay in between.
keycloak_java() {
    local package
    printf '%s ' $KEYCLOAK_JAVA_OPTS --enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow
    for package in java.util java.util.concurrent java.security java.lang; do
        printf '%s ' "--add-opens=java.base/$package=ALL-UNNAMED"
    done
    printf '%s ' "-Dkc.home.dir=$1" "-Djboss.server.config.dir=$1/conf" "-Djava.io.tmpdir=${1}/tmp" \
        -Djava.util.logging.manager=org.jboss.logmanager.LogManager -Dpicocli.disable.closures=true \
        -Djava.util.concurrent.ForkJoinPool.common.threadFactory=io.quarkus.bootstrap.forkjoin.QuarkusForkJoinWorkerThreadFactory \
        -cp "$1/lib/quarkus-run.jar" io.quarkus.bootstrap.runner.QuarkusEntryPoint
}

# Made once per platform: no password and no client secret is the same on two installations.
keycloak_secrets() {
    [ -s "$KEYCLOAK_SECRETS" ] && return 0
    install -d -o "$SERVICE_USER" -g "$SERVICE_USER" -m 0700 "$KEYCLOAK_HOME"
    local name
    for name in SLIPWAY_OIDC_CLIENT_SECRET SLIPWAY_KEYCLOAK_PASSWORD KC_BOOTSTRAP_ADMIN_PASSWORD; do
        printf '%s=%s\n' "$name" "$(head -c 24 /dev/urandom | base64 | tr '+/' '-_')"
    done | (umask 077 && cat >"$KEYCLOAK_SECRETS")
}

# The settings of single sign-on for the control plane: a provider named from outside goes before the one started here.
use_keycloak() {
    [ -z "${SLIPWAY_OIDC_ENABLED:-}" ] && running keycloak || return 0
    # shellcheck source=/dev/null
    source "$KEYCLOAK_SECRETS"
    export SLIPWAY_OIDC_ENABLED=true SLIPWAY_OIDC_URL=$KEYCLOAK_REALM_URL SLIPWAY_OIDC_CLIENT_SECRET
    export SLIPWAY_OIDC_GROUPS=${SLIPWAY_OIDC_GROUPS:-$KEYCLOAK_GROUPS}
}

# Whether the control plane that runs was started with the provider that is wanted now.
knows_provider() {
    local pid
    pid=$(pid_of control) || return 1
    [ "$(tr '\0' '\n' <"/proc/$pid/environ" | sed -n 's/^SLIPWAY_OIDC_URL=//p')" = "${SLIPWAY_OIDC_URL:-}" ]
}
