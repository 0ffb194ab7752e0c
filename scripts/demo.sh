# From nothing to a running app: what a new user sees first.

DEMO_SAMPLE=${SLIPWAY_DEMO_SAMPLE:-python-hello}

demo() {
    local begin
    begin=$(date +%s%N)
    DEMO_STAGES=()
    export SLIPWAY_ALLOW_PRIVATE_GIT=${SLIPWAY_ALLOW_PRIVATE_GIT:-127.0.0.1}
    stage "set up" demo_set_up
    stage "build" build
    stage "start" platform_up
    stage "sign in" demo_sign_in
    stage "git server" demo_git_server
    stage "build and deploy $DEMO_SAMPLE" demo_deploy
    stage "first answer" demo_answer
    demo_report "$begin"
}

# stage NAME COMMAND: runs it and keeps how long it took.
stage() {
    local begin
    begin=$(date +%s%N)
    say "── $1"
    "$2"
    DEMO_STAGES+=("$(printf '%-32s %8s s' "$1" "$(since "$begin")")")
}

demo_set_up() {
    need_platform_packages
    need_service_user
    use_jdk
}

# Claims the instance the first time and keeps what was chosen for the next run; readable by root alone.
demo_sign_in() {
    local file=$DATA/demo-sign-in token
    token=$(cat "$DATA/control/claim-token" 2>/dev/null || true)
    if [ -n "$token" ]; then
        (umask 077 && printf 'admin@example.com\n%s\n' "$(head -c 18 /dev/urandom | base64 | tr '+/' '-_')" >"$file")
        api POST claim "$(jq -n --arg token "$token" --arg email "$(sed -n 1p "$file")" \
            --arg password "$(sed -n 2p "$file")" '{token: $token, name: "Demo", email: $email, password: $password}')" >/dev/null
    elif [ ! -s "$file" ]; then
        fail "this instance is claimed already and not by the demo; sign in at $PUBLIC_URL, or start over with ./slipway down --purge"
    else
        api POST sessions "$(jq -n --arg email "$(sed -n 1p "$file")" --arg password "$(sed -n 2p "$file")" \
            '{email: $email, password: $password}')" >/dev/null
    fi
}

# A real git server on loopback with the sample as its repository.
demo_git_server() {
    local repository=$DATA/git/$DEMO_SAMPLE.git
    demo_repository "$repository"
    # It runs as nobody and serves what root wrote; git wants that said.
    running git || start git setpriv --reuid=nobody --regid=nogroup --clear-groups --no-new-privs \
        env GIT_CONFIG_COUNT=1 GIT_CONFIG_KEY_0=safe.directory GIT_CONFIG_VALUE_0="*" \
        git daemon --listen=127.0.0.1 --port="$GIT_PORT" --reuseaddr --export-all --base-path="$DATA/git" "$DATA/git"
    await git 10 git ls-remote "git://127.0.0.1:$GIT_PORT/$DEMO_SAMPLE.git"
}

demo_repository() {
    local work
    work=$(mktemp -d)
    git init -q --bare "$1"
    git -C "$1" symbolic-ref HEAD refs/heads/main
    cp -a "$HERE/samples/$DEMO_SAMPLE/." "$work"
    git -C "$work" init -q -b main
    git -C "$work" add -A
    git -C "$work" -c user.name=Slipway -c user.email=demo@example.com commit -q -m "The $DEMO_SAMPLE sample" \
        --date=2026-01-01T00:00:00Z
    git -C "$work" push -q --force "$1" main
    rm -rf "$work"
    chmod -R u=rwX,go=rX "$DATA/git"
}

demo_deploy() {
    local project repository="git://127.0.0.1:$GIT_PORT/$DEMO_SAMPLE.git"
    DEMO_APP=$(api GET apps | jq -r --arg repository "$repository" '[.items[] | select(.repository == $repository)][0].id // empty')
    if [ -z "$DEMO_APP" ]; then
        project=$(api GET sessions/current | jq -r '.projects[0].id')
        DEMO_APP=$(api POST "projects/$project/apps" "$(jq -n --arg repository "$repository" '{repository: $repository}')" | jq -r .id)
    else
        api POST "apps/$DEMO_APP/builds" '{}' >/dev/null
    fi
    demo_follow
}

# Follows the newest build line by line until the app runs or has failed.
demo_follow() {
    local build after=0 page status deadline=$((SECONDS + 900))
    build=$(api GET "apps/$DEMO_APP/builds" | jq -r '.items[0].id')
    while :; do
        page=$(api GET "builds/$build/log?after=$after")
        jq -r '.items[] | "   " + (.text | sub("\n$"; ""))' <<<"$page" >&2
        after=$(jq -r --arg after "$after" '.items[-1].seq // $after' <<<"$page")
        status=$(api GET "apps/$DEMO_APP" | jq -r '.status')
        case $status in
            running) [ "$(api GET "builds/$build" | jq -r .status)" = succeeded ] && return 0 ;;
            failed) fail "the app failed: $(api GET "apps/$DEMO_APP" | jq -r '.statusDetail // "no reason given"')" ;;
        esac
        [ $SECONDS -lt $deadline ] || fail "the app is still '$status' after 15 minutes; see $PUBLIC_URL"
        sleep 0.3
    done
}

demo_answer() {
    DEMO_URL=$(api GET "apps/$DEMO_APP" | jq -r .url)
    curl -fsS --retry 20 --retry-delay 1 --retry-all-errors --max-time 30 -o /dev/null "$DEMO_URL" ||
        fail "the app runs but $DEMO_URL does not answer; see $LOG/engine.log"
}

demo_report() {
    local file=$DATA/demo-sign-in
    printf '\n'
    printf '%s\n' "${DEMO_STAGES[@]}"
    printf '%-32s %8s s\n\n' total "$(since "$1")"
    printf 'console   %s\nsign in   %s  %s\ndocker    docker -H unix://%s ps\nstop      ./slipway down\n\napp\n%s\n' \
        "$PUBLIC_URL" "$(sed -n 1p "$file")" "$(sed -n 2p "$file")" "$ENGINE_SOCKET" "$DEMO_URL"
}

# api METHOD PATH [JSON]: one call with the demo's session; prints the body, fails with the problem's own sentence.
api() {
    local method=$1 path=$2 body=${3:-} answer status
    answer=$(curl -sS -X "$method" "http://127.0.0.1:$HTTP_PORT/api/v1/$path" -H 'X-Slipway-Client: demo' \
        -b "$DATA/demo-cookies" -c "$DATA/demo-cookies" ${body:+-H 'Content-Type: application/json' -d "$body"} -w '\n%{http_code}')
    status=${answer##*$'\n'}
    answer=${answer%$'\n'*}
    case $status in
        2*) printf '%s\n' "$answer" ;;
        *) fail "$method /api/v1/$path: $status $(jq -r '.detail // .title // .' <<<"$answer" 2>/dev/null || echo "$answer")" ;;
    esac
}
