import { entryRecords } from './entry-records.ts';

/**
 * A bash script that compares two folders, its arguments, byte by byte and prints only what differs, see
 * `readDifferences`. Each is read once; names are passed between programs, never through a shell. While it works it
 * prints an empty record now and then, only before all others, so that the connection is not taken for dead.
 */
export const compareScript = String.raw`${entryRecords}
copy=$1 live=$2
d=$(mktemp -d /tmp/volsyncctl.XXXXXX) || exit
(while sleep 20 >/dev/null 2>&1; do printf '\0'; done) &
beat=$!
trap 'kill "$beat" 2>/dev/null; rm -rf "$d"' EXIT
leave_lost "$copy" "$live"
digests() {
  find . "${'${leave[@]}'}" -type f -print0 | xargs -0 -r sha256sum -z -- | sed -z 's|^\(.\{64\}\)  \(.*\)$|\2//#\1|'
}
facts() {
  cd -- "$1" || return
  { bad=0; entries || bad=1; digests || bad=1; exit "$bad"; } | in_order
}
links() { (cd -- "$1" && find . "${'${leave[@]}'}" ! -type d -links +1 -printf '%i %p\0' | in_order); }
bad=0
facts "$copy" >"$d/copy" &
one=$!
facts "$live" >"$d/live" &
wait "$one" || bad=1
wait "$!" || bad=1
only_in "$d/copy" "$d/live" | sed -z 's/$/C/' >"$d/only-copy" || bad=1
only_in "$d/live" "$d/copy" | sed -z 's/$/L/' >"$d/only-live" || bad=1
kill "$beat"
sort -zm "$d/only-copy" "$d/only-live" || bad=1
printf '=copy\0'
links "$copy" || bad=1
printf '=live\0'
links "$live" || bad=1
printf '=end %s %s\0' "$bad" "$(sed -zn 's|//#.*|x|p' "$d/copy" | tr -cd '\0' | wc -c)"
`;
