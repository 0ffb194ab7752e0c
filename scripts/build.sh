# Building from source, only when something changed, into a folder of the platform's own: a rebuild never pulls
# the jars from under running processes, and the unprivileged control plane need not read the clone.

build() {
    if [ -n "${SLIPWAY_NO_BUILD:-}" ]; then
        [ -d "$HERE/host-runtime/target/engine" ] && [ -d "$HERE/backend/target/quarkus-app" ] ||
            fail "SLIPWAY_NO_BUILD is set but nothing is built; run mvn package first"
    elif build_is_stale; then
        use_jdk
        say "building (the first time takes a few minutes)"
        (cd "$HERE" && mvn -q -B -Dquick -DskipTests -pl host-runtime,web-ui,backend -am package >&2) ||
            fail "the build failed; see Maven's words above"
        touch "$HERE/backend/target/.built"
    fi
}

build_is_stale() {
    local stamp=$HERE/backend/target/.built
    [ -e "$stamp" ] && [ -d "$HERE/host-runtime/target/engine" ] || return 0
    [ -n "$(find "$HERE/pom.xml" "$HERE/host-runtime" "$HERE/web-ui" "$HERE/backend" \
        \( -name target -o -name node_modules \) -prune -o -type f -newer "$stamp" -print -quit)" ]
}

# Copies what was built to where it runs.
install_dist() {
    mkdir -p "$DATA" "$LOG"
    chmod 0755 "$DATA"
    rm -rf "$DIST.new"
    mkdir -p "$DIST.new"
    cp -a "$HERE/host-runtime/target/engine" "$DIST.new/engine"
    cp -a "$HERE/backend/target/quarkus-app" "$DIST.new/control"
    chmod -R u=rwX,go=rX "$DIST.new"
    rm -rf "$DIST"
    mv "$DIST.new" "$DIST"
}
