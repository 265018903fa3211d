import { entryRecords } from './entry-records.ts';

/** The script's exit code if the copy is unexpectedly empty and nothing was changed. */
export const emptyCopy = 67;

/**
 * A bash script that makes one folder equal to another; its arguments are the copy and the folder to change. Entries
 * that are already equal in name, type, size, time, mode, owner and links are left alone; with `all` as third argument
 * none is. It may be interrupted at any point and run again. It reports what it cannot do on stderr and continues; it
 * prints lines such as `copies 12`. Nothing is removed that may exist in the copy but not be visible there, because a
 * folder cannot be listed; unless that folder cannot be listed in the other one either, so that its content is ignored.
 * A completely empty copy is only trusted with `empty` as fourth argument.
 */
export const rollbackScript = String.raw`${entryRecords}
copy=$1 live=$2
d=$(mktemp -d /tmp/volsyncctl.XXXXXX) || exit
(while sleep 20 >/dev/null 2>&1; do echo; done) &
beat=$!
trap 'kill "$beat"; rm -rf "$d"' EXIT
exec 3>&1
leave_lost "$copy" "$live"
in_copy() (cd -- "$copy" && entries | in_order)
in_live() (cd -- "$live" && entries | in_order)
count() { tr -cd '\0' <"$1" | wc -c; }
paths() { sed -z 's|//.*||' | in_order; }
types() { sed -z 's|//\(.\).*|//\1|' "$1"; }
# Each folder that the copy does not show is one that is not shown in the other either.
is_blind_alike() {
  (cd -- "$copy" && find . "${'${leave[@]}'}" -type d ! \( -readable -executable \) -print0 2>/dev/null) >"$d/blind"
  [ "$(count "$d/blind")" = "$(wc -l <"$d/said-copy")" ] || return
  shown=$(cd -- "$live" && xargs -0 -r -I{} find {} -maxdepth 0 -type d -readable -executable -printf x <"$d/blind" 2>/dev/null)
  [ -z "$shown" ]
}
remove() {
  types "$d/copy" >"$d/copy-types" && types "$d/live" >"$d/live-types" || return
  only_in "$d/live-types" "$d/copy-types" | paths >"$d/remove" || return
  echo "removes $(count "$d/remove")"
  (cd -- "$live" && xargs -0 -r rm -rf -- <"$d/remove")
}
# A folder's time changes with what is written into it: it is always set again.
with_folders() {
  { cat "$1"; sed -z 's|/[^/]*$||' "$1"; } | in_order -u
}
pack() {
  cd -- "$copy" && tar -c -S --format=posix --numeric-owner --acls --xattrs --no-recursion --null -T "$1" -f - \
    --checkpoint=10000 --checkpoint-action=exec='echo "copied $TAR_CHECKPOINT" >&3'
}
unpack() {
  cd -- "$live" && tar -x -p --numeric-owner --same-owner --acls --xattrs --delay-directory-restore \
    --warning=no-timestamp -f -
}
write() {
  paths <"$d/differ" >"$d/write" || return
  echo "copies $(count "$d/write")"
  # tar leaves sockets out.
  (cd -- "$copy" && find . -type s -print0 2>/dev/null) | in_order >"$d/all-sockets"
  sort -zm "$d/write" "$d/all-sockets" | uniq -zd >"$d/sockets"
  (cd -- "$copy" && xargs -0 -r cp -a --remove-destination --parents -t "$live" -- <"$d/sockets")
  with_folders "$d/write" >"$d/with-folders" && only_in "$d/with-folders" "$d/sockets" >"$d/pack" || return
  pack "$d/pack" | unpack
}
in_copy >"$d/copy" 2>"$d/said-copy"
seen=$?
cat "$d/said-copy" >&2
# A snapshot that gives nothing back would take the rest as well.
if [ "$4" != empty ] && [ "$(count "$d/copy")" -le 1 ] && [ -n "$(find "$live" -mindepth 1 -maxdepth 1 ! -name lost+found -printf x)" ]; then
  exit ${emptyCopy}
fi
digest() { sha256sum <"$1"; }
if [ "$3" != all ] && in_live >"$d/live" 2>/dev/null && [ "$(digest "$d/copy")" = "$(digest "$d/live")" ]; then
  echo end
  exit
fi
find "$live" -type d ! -perm -700 -exec chmod u+rwx {} \; 2>/dev/null
if [ "$3" = all ]; then find "$live" -mindepth 1 -maxdepth 1 ! -name lost+found -exec rm -rf -- {} +; fi
before=
: >"$d/said"
for pass in 1 2 3; do
  : >"$d/said-now"
  in_live >"$d/live" 2>/dev/null
  if [ "$seen" = 0 ] || is_blind_alike; then remove; fi 2>>"$d/said-now"
  in_live >"$d/live" 2>>"$d/said-now"
  only_in "$d/copy" "$d/live" >"$d/differ" || exit
  now=$(digest "$d/differ")
  [ -s "$d/differ" ] && [ "$now" != "$before" ] || break
  before=$now
  write 2>>"$d/said-now"
  cp "$d/said-now" "$d/said"
done
# So tar says it.
sed 's/: Wrote only .* bytes$/&: no space is left, or no quota/' "$d/said" >&2
echo end
`;
