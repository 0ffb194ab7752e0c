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

# The command line needs neither root nor a running platform: built alone, when it is missing or older than its sources.
command_line() {
    local launcher=$HERE/cli/target/cli/slipway
    if [ ! -x "$launcher" ] || { [ -z "${SLIPWAY_NO_BUILD:-}" ] &&
        [ -n "$(find "$HERE/cli/pom.xml" "$HERE/cli/src" -type f -newer "$launcher" -print -quit)" ]; }; then
        use_jdk
        have mvn || fail "building the command line needs Maven; install the package maven"
        say "building the command line"
        (cd "$HERE" && mvn -q -B -Dquick -DskipTests -pl cli package >&2) || fail "the build failed; see Maven's words above"
        touch "$launcher"
    fi
    exec "$launcher" "$@"
}

# installed PART BUILT: copies what was built to where it runs, under a name that its content gives, and prints the folder.
# What runs keeps its jars; what is started later, or takes its place, gets the new ones.
installed() {
    local part=$1 built=$2 id target
    id=$(cd "$built" && find . -type f -print0 | sort -z | xargs -0 sha256sum | sha256sum | cut -c 1-12)
    target=$DIST/$part-$id
    if [ ! -d "$target" ]; then
        mkdir -p "$DIST" "$LOG"
        chmod 0755 "$DATA" "$DIST"
        rm -rf "$target.new"
        cp -a "$built" "$target.new"
        chmod -R u=rwX,go=rX "$target.new"
        mv "$target.new" "$target"
    fi
    touch "$target"
    echo "$target"
}

# The copy of PART that was installed last; fails when there is none.
newest_installed() {
    local newest
    newest=$(find "$DIST" -maxdepth 1 -name "$1-*" -printf '%T@ %p\n' 2>/dev/null | sort -n | tail -n 1)
    [ -n "$newest" ] && echo "${newest#* }"
}

# Removes copies that nothing runs from and that are not among the arguments.
remove_stale() {
    local copy
    for copy in "$DIST"/*; do
        [[ " $* " == *" $copy "* ]] || runs_from "$copy" || rm -rf "$copy"
    done
}
