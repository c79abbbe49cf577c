#!/bin/sh
# Verifies the audit of a caseload database with nothing but sqlite3 and sha256sum; see security.md.
# verify-audit.sh DATABASE [ANCHOR ...]: an anchor is a line noted earlier, ROW:DIGEST.
# Exit: 0 everything agrees, 1 something was changed, 3 the chain agrees but there was no anchor to compare it with.
set -eu
database=$1
shift
ask() { sqlite3 -readonly -batch -init /dev/null "$database" "$1"; }
sha() { sha256sum | cut -c 1-64; }
broken() { echo "BROKEN: $1"; exit 1; }
line="quote(seq)||'|'||quote(at)||'|'||quote(user_id)||'|'||quote(session)||'|'||quote(action)||'|'||quote(patient_id)"
line="$line||'|'||quote(object)||'|'||quote(version)||'|'||quote(content)"
none=$(printf '%064d' 0)
# The digest of rows $2 to $3 after the seal with digest $1.
block() { { echo "$1"; ask "SELECT $line FROM audit WHERE seq BETWEEN $2 AND $3 ORDER BY seq"; } | sha; }
sealed=0 before=$none
for seal in $(ask "SELECT first||':'||last||':'||lower(hex(digest)) FROM audit_seal ORDER BY id"); do
    [ "${seal%:*}" = "$((sealed + 1)):$((sealed + 1000))" ] || broken "a seal after row $sealed is missing"
    [ "$(block "$before" $((sealed + 1)) $((sealed + 1000)))" = "${seal##*:}" ] || broken "rows $((sealed + 1)) to $((sealed + 1000))"
    sealed=$((sealed + 1000)) before=${seal##*:}
done
hash=$(ask "SELECT lower(hex(hash)) FROM audit WHERE seq = $sealed") row=$sealed
ask "SELECT lower(hex(hash))||' '||$line FROM audit WHERE seq > $sealed ORDER BY seq" | {
    while read -r stored text; do
        row=$((row + 1)) hash=$(printf '%s|%s' "${hash:-$none}" "$text" | sha)
        [ "$row:$hash" = "${text%%|*}:$stored" ] || broken "row $row"
    done
    [ $((row - sealed)) -lt 1000 ] || broken "the seal after row $sealed is missing"
}
rows=$(ask "SELECT count(*) FROM audit") now=$before
[ "$rows" -eq $sealed ] || now=$(block "$before" $((sealed + 1)) "$rows")
for anchor; do
    seal=$(((${anchor%%:*} - 1) / 1000)) row=${anchor%%:*}
    before=$(ask "SELECT lower(hex(digest)) FROM audit_seal WHERE id = $seal")
    [ "$(block "${before:-$none}" $((seal * 1000 + 1)) "$row")" = "${anchor##*:}" ] || broken "the audit up to row $row is not what it was"
done
echo "WHOLE: $rows rows, $# anchors agree; the anchor of today is $rows:$now"
[ $# -gt 0 ] || exit 3
