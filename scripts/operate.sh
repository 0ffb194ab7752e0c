# What operators of the platform ask of it: keys and audit. Over the API, with an operator's token in SLIPWAY_TOKEN.

# keys [rotate master|data [TEAM-ID]]: which keys there are; rotation works while the platform runs.
keys() {
    local what=${2:-} team=${3:-}
    case ${1:-list} in
        list) operate GET keys | keys_shown ;;
        rotate)
            [ "$what" = master ] || [ "$what" = data ] || fail "say what to rotate: ./slipway keys rotate master, or data [team id]"
            operate POST keys/rotations \
                "$(jq -n --arg what "$what" --arg team "$team" '{what: $what} + if $team == "" then {} else {teamId: $team} end')" >/dev/null
            keys_settled
            operate GET keys | keys_shown
            ;;
        *) fail "unknown command '$1' of keys; it knows list and rotate" ;;
    esac
}

keys_shown() {
    jq -r '"master key  \(.masterKey) in \(.masterKeyPlace)",
        (.dataKeys[] | "data key    \(.id)  \(.team // "platform")  \(.purpose)  under \(.masterKey)  \(if .retiredAt then "retired " + .retiredAt else "active" end)")'
}

# Secrets are sealed again in the background.
keys_settled() {
    local waiting tries=600
    while waiting=$(operate GET keys | jq .waitingTeams) && [ "$waiting" -gt 0 ] && [ $((tries -= 1)) -gt 0 ]; do sleep 0.5; done
    [ "$waiting" -eq 0 ] || fail "secrets of $waiting teams are still under an old key; see $LOG/control.log"
}

# audit verify | audit export [jsonl|syslog]
audit() {
    local found
    case ${1:-verify} in
        verify)
            found=$(operate GET audit/verification)
            if [ "$(jq .intact <<<"$found")" = true ]; then
                say "the audit is intact: $(jq .entries <<<"$found") entries, each follows from the one before"
            else
                fail "the audit was tampered with: $(jq -r .detail <<<"$found")"
            fi
            ;;
        export) operate GET "audit/export?format=${2:-jsonl}" ;;
        *) fail "unknown command '$1' of audit; it knows verify and export" ;;
    esac
}

# operate METHOD PATH [JSON]: prints the answer, fails with the problem's own sentence.
operate() {
    local method=$1 path=$2 body=${3:-} answer status
    [ -n "${SLIPWAY_TOKEN:-}" ] || fail "set SLIPWAY_TOKEN to a token of an operator; the console makes one at $PUBLIC_URL/tokens"
    # The token goes in by a file descriptor: arguments can be read by everybody on this machine.
    answer=$(curl -sS -X "$method" "http://127.0.0.1:$HTTP_PORT/api/v1/$path" -H @<(printf 'Authorization: Bearer %s' "$SLIPWAY_TOKEN") \
        ${body:+-H 'Content-Type: application/json' -d "$body"} -w '\n%{http_code}')
    status=${answer##*$'\n'}
    answer=${answer%$'\n'*}
    case $status in
        2*) printf '%s\n' "$answer" ;;
        *) fail "$method /api/v1/$path: $status $(jq -r '.detail // .title // .' <<<"$answer" 2>/dev/null || echo "$answer")" ;;
    esac
}
