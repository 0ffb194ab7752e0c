# What this machine lacks and how to mend it. Exit 1 when something that is needed is missing.
#
# Tools are looked at here; kernel, control groups, storage, memory and clock by the engine, which asks the same of itself
# before it starts.

# doctor [--json]
doctor() {
    DOCTOR_FAILED=0 DOCTOR_FORMAT=${1:-} DOCTOR_SEPARATOR=
    [ -z "$DOCTOR_FORMAT" ] || [ "$DOCTOR_FORMAT" = --json ] ||
        fail "unknown option '$DOCTOR_FORMAT' of doctor; it knows --json"
    [ -z "$DOCTOR_FORMAT" ] || printf '{"findings":['
    doctor_program nft nftables fail
    doctor_program git git fail
    doctor_program mvn maven fail
    doctor_program npm npm fail
    doctor_program setpriv util-linux fail
    doctor_program mmdebstrap mmdebstrap warn
    doctor_program docker docker-cli warn
    doctor_jdk
    doctor_console_port
    doctor_engine
    if [ -n "$DOCTOR_FORMAT" ]; then
        printf '],"healthy":%s}\n' "$([ $DOCTOR_FAILED -eq 0 ] && echo true || echo false)"
    fi
    return $DOCTOR_FAILED
}

# finding STATE CHECK FOUND MEND; the words are ours and need no escaping.
finding() {
    local state=$1 check=$2 found=$3 mend=$4 word
    if [ "$state" = ok ]; then word=ok mend=; else word=${state^^}; fi
    [ "$state" != fail ] || DOCTOR_FAILED=1
    if [ -n "$DOCTOR_FORMAT" ]; then
        printf '%s{"check":"%s","state":"%s","found":"%s","mend":"%s"}' \
            "$DOCTOR_SEPARATOR" "$check" "$state" "$found" "$mend"
        DOCTOR_SEPARATOR=,
    else
        printf '  %-5s %s: %s\n' "$word" "$check" "$found"
        [ -z "$mend" ] || printf '        mend: %s\n' "$mend"
    fi
}

# doctor_program COMMAND PACKAGE STATE-WHEN-MISSING
doctor_program() {
    if have "$1"; then finding ok "program $1" found ""; else finding "$3" "program $1" missing "apt-get install $2"; fi
}

doctor_jdk() {
    if (use_jdk) 2>/dev/null; then
        finding ok "JDK $JDK_WANTED or newer" "$(use_jdk && echo "$JAVA_HOME")" ""
    else
        finding fail "JDK $JDK_WANTED or newer" missing \
            "apt-get install openjdk-$JDK_WANTED-jdk, or temurin-$JDK_WANTED-jdk, or set JAVA_HOME"
    fi
}

doctor_console_port() {
    if running control; then
        finding ok "port $HTTP_PORT for the console" "ours" ""
    elif (exec 3<>"/dev/tcp/127.0.0.1/$HTTP_PORT") 2>/dev/null; then
        finding fail "port $HTTP_PORT for the console" "in use" "set SLIPWAY_HTTP_PORT to a free port"
    else
        finding ok "port $HTTP_PORT for the console" "free" ""
    fi
}

# The engine's own checks, by the engine that is installed or built; the first time it is built for this.
doctor_engine() {
    local jars line status=0 port=$APPS_PORT
    if ! jars=$(doctor_jars); then
        finding fail "kernel and storage" "not looked at" "mend the above; asking the kernel takes the engine, and that a JDK and Maven"
        return 0
    fi
    if running engine; then
        finding ok "port $APPS_PORT for apps" "ours" ""
        port=0
    fi
    use_jdk
    local answers
    answers=$("$JAVA_HOME/bin/java" -XX:TieredStopAtLevel=1 --enable-native-access=ALL-UNNAMED \
        --sun-misc-unsafe-memory-access=allow -cp "$jars/*" $ENGINE_MAIN check ${DOCTOR_FORMAT:+"$DOCTOR_FORMAT"} \
        --name "$NAME" --data-root "$DATA/engine" --run-root "$RUN" --router-port "$port") || status=$?
    if [ -z "$answers" ]; then
        finding fail "kernel and storage" "the engine's check ended with $status" "see its words above"
    elif [ -n "$DOCTOR_FORMAT" ]; then
        while read -r line; do
            printf '%s%s' "$DOCTOR_SEPARATOR" "$line"
            DOCTOR_SEPARATOR=,
        done <<<"$answers"
    else
        printf '%s\n' "$answers"
    fi
    [ $status -eq 0 ] || DOCTOR_FAILED=1
}

# Where the engine's jars are.
doctor_jars() {
    local jars
    for jars in "$DIST/engine" "$HERE/host-runtime/target/engine"; do
        [ ! -d "$jars" ] || { echo "$jars"; return 0; }
    done
    (use_jdk) 2>/dev/null && have mvn || return 1
    use_jdk
    say "building the engine, which asks the kernel (once)"
    (cd "$HERE" && mvn -q -B -Dquick -DskipTests -pl host-runtime package >&2) || return 1
    echo "$jars"
}
