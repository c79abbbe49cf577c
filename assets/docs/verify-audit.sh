#!/bin/sh
# Verifies the audit of a caseload database with nothing but sqlite3, sha256sum and awk; see security.md.
# verify-audit.sh DATABASE [ANCHOR ...]: an anchor is a line noted earlier, ROW:DIGEST.
# Exit: 0 everything agrees, 1 something was changed, 3 the chain agrees but there was no anchor to compare it with.
set -eu
database=$1
shift
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
sha() { sha256sum | cut -c 1-64; }
broken() { echo "BROKEN: $1"; exit 1; }
line="quote(seq)||'|'||quote(at)||'|'||quote(user_id)||'|'||quote(session)||'|'||quote(action)||'|'||quote(patient_id)"
line="$line||'|'||quote(object)||'|'||quote(version)||'|'||quote(content)"
none=$(printf '%064d' 0)
# All of it as it stands at one moment: people go on working meanwhile. No clinical text is among it.
sqlite3 -readonly -batch -init /dev/null "$database" >"$work/all" <<SQL
BEGIN;
SELECT 'seal '||first||':'||last||':'||lower(hex(digest)) FROM audit_seal ORDER BY id;
SELECT 'made '||type||' '||name||' '||hex(sql) FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY type, name;
SELECT 'zero '||seq FROM audit WHERE instr(CAST(session||action||ifnull(object, '') AS BLOB), x'00') > 0 ORDER BY seq;
SELECT 'row '||lower(hex(hash))||' '||$line FROM audit ORDER BY seq;
COMMIT;
SQL
sed -n 's/^row //p' "$work/all" | cut -c 1-64 >"$work/hashes"
sed -n 's/^row //p' "$work/all" | cut -c 66- >"$work/lines"
sed -n 's/^seal //p' "$work/all" >"$work/seals"
rows=$(wc -l <"$work/lines")
rows=$((rows))
# sqlite3 shows a text up to the first zero byte only, and this program writes none.
zero=$(sed -n 's/^zero //p' "$work/all" | head -n 1)
[ -z "$zero" ] || broken "row $zero has text behind a zero byte"
# The digest of rows $2 to $3 after the seal with digest $1.
block() { { echo "$1"; sed -n "$2,$3p" "$work/lines"; } | sha; }
sealed=0 before=$none
while read -r seal; do
    [ "${seal%:*}" = "$((sealed + 1)):$((sealed + 1000))" ] || broken "a seal after row $sealed is missing"
    [ "$(block "$before" $((sealed + 1)) $((sealed + 1000)))" = "${seal##*:}" ] || broken "rows $((sealed + 1)) to $((sealed + 1000))"
    sealed=$((sealed + 1000)) before=${seal##*:}
done <"$work/seals"
gap=$(awk -F '|' '$1 != NR { print NR; exit }' "$work/lines")
[ -z "$gap" ] || broken "row $gap"
# Each hash is that of the hash before and the row: one file for each, so that all are computed at once.
mkdir "$work/each"
awk -v each="$work/each/" -v before="$none" '
    NR == FNR { hash[NR] = $1; next }
    { file = each FNR; printf "%s|%s", (FNR == 1 ? before : hash[FNR - 1]), $0 >file; close(file) }
' "$work/hashes" "$work/lines"
if [ "$rows" -gt 0 ]; then
    (cd "$work/each" && awk -v rows="$rows" 'BEGIN { for (row = 1; row <= rows; row++) print row }' | xargs sha256sum) |
        cut -c 1-64 >"$work/computed"
    wrong=$(awk 'NR == FNR { hash[NR] = $1; next } hash[FNR] != $1 { print FNR; exit }' "$work/hashes" "$work/computed")
    [ -z "$wrong" ] || broken "row $wrong"
fi
[ $((rows - sealed)) -lt 1000 ] || broken "the seal after row $sealed is missing"
now=$before
[ "$rows" -eq $sealed ] || now=$(block "$before" $((sealed + 1)) "$rows")
for anchor; do
    seal=$(((${anchor%%:*} - 1) / 1000)) row=${anchor%%:*} before=$none
    [ $seal -eq 0 ] || before=$(sed -n "${seal}s/.*://p" "$work/seals")
    [ "$(block "${before:-$none}" $((seal * 1000 + 1)) "$row")" = "${anchor##*:}" ] || broken "the audit up to row $row is not what it was"
done
echo "WHOLE: $rows rows, $# anchors agree; the anchor of today is $rows:$now"
echo "schema $(sed -n 's/^made //p' "$work/all" | sha): the same each day until an upgrade"
[ $# -gt 0 ] || exit 3
