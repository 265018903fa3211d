import { asVolSyncIfOpen } from '../../../../restic/repository-script.ts';

/**
 * Bash for the pod that restores files. The first two arguments of each script are the folder where the volume is
 * mounted and a folder of the pod itself, with: `records` and `patterns` (see restore-steps.ts), `staging` (where in
 * the volume files are written before they get their names), `pid` and `log` of the script that changes the volume.
 */
const preamble = `
export LC_ALL=C
unset CDPATH
volume=$1 scratch=$2; shift 2
why= depth=0
# Enters a folder of the volume, one real folder after the other: no link is followed, whoever changes the volume meanwhile.
enter() {
  local rest=$1 part at=$volume here
  depth=0
  cd -P -- "$volume" || { why=missing; return 1; }
  while [ -n "$rest" ]; do
    part=\${rest%%/*}
    case $rest in */*) rest=\${rest#*/} ;; *) rest= ;; esac
    [ -n "$part" ] || continue
    if [ -L "./$part" ]; then why=link; return 1; fi
    if ! [ -e "./$part" ]; then why=missing; return 1; fi
    if ! [ -d "./$part" ]; then why=file; return 1; fi
    cd -P -- "./$part" 2>/dev/null || { why=closed; return 1; }
    at=$at/$part depth=$((depth + 1))
  done
  here=$(readlink -n /proc/self/cwd; printf x)
  [ "$here" = "\${at}x" ] || { why=link; return 1; }
}
# Calls the function named for each record, with its fields as variables.
each() {
  local what=$1 n=-1
  while IFS= read -r -d '' kind && IFS= read -r -d '' path && IFS= read -r -d '' keep &&
    IFS= read -r -d '' mode && IFS= read -r -d '' owner && IFS= read -r -d '' time; do
    n=$((n + 1)) name=./\${path##*/} folder=$prefix\${path%/*}
    "$what" "$n" || return
  done <"$scratch/records"
}
prefix=
if [ -e "$scratch/prefix" ]; then prefix=$(cat -- "$scratch/prefix"); fi
exists() { [ -e "$1" ] || [ -L "$1" ]; }
staging() { staging=$(cat -- "$scratch/staging" && printf x) && staging=\${staging%x}; }
entered=none
enter_once() {
  [ "$entered" = "/$1" ] && return
  entered=none
  enter "$1" && entered=/$1
}
`;

/**
 * The pod's first program. When it is told to end, or its time is up, it lets the script that changes the volume finish
 * its current entry, and removes staged files.
 */
export const holdScript = `${preamble}
finish() {
  trap '' TERM
  kill -s TERM -- -1 2>/dev/null
  for try in {1..200}; do
    set -- /proc/[0-9]*
    [ $# -gt 1 ] || break
    sleep 0.1
  done
  if staging 2>/dev/null; then tidy; fi
  exit 0
}
tidy() {
  [ -d "$staging" ] && [ ! -L "$staging" ] || return 0
  find "$staging" -type d ! -perm -700 -exec chmod u+rwx {} + 2>/dev/null
  rm -rf -- "$staging"
}
trap finish TERM
sleep "$1" &
wait "$!"
finish`;

/**
 * Prints the user and the mount options, as lines: `user UID GID,GID… CAPABILITIES`, `mount OPTIONS`; and for each
 * folder in the further arguments, after the one that corresponds to the snapshot's root, how much of it exists:
 * `folder WHY DEPTH`, where WHY is `ok`, `link`, `missing`, `file` or `closed`, and DEPTH is the number of its parts
 * that are real folders.
 */
export const lookScript = `${preamble}
mkdir -p -- "$scratch" && : >"$scratch/records" && : >"$scratch/patterns" && printf %s "$1" >"$scratch/prefix" || exit
shift
printf 'user %s %s %s\\n' "$(id -u)" "$(id -G | tr ' ' ,)" "$(sed -n 's/^CapEff:[[:space:]]*//p' /proc/self/status)"
printf 'mount %s\\n' "$(awk -v at="$volume" '$2 == at { options = $4 } END { print options }' /proc/self/mounts)"
while [ $# -gt 0 ]; do
  printf -v path %b "$1"; shift
  if enter "$path"; then echo "folder ok $depth"; else echo "folder $why $depth"; fi
done`;

/**
 * Appends words to a file of the pod: the fields of records, each ended by a zero byte, or patterns, each on a line.
 */
export const addScript = `${preamble}
file=$1 end=$2; shift 2
printf "%b$end" "$@" >>"$scratch/$file"`;

/**
 * Tests everything that can be tested without a change. Prints `problem N WHY` for a record that is not possible, and
 * finally the free space as `space BYTES INODES ALLINODES`. The third argument is 1 if the program may change files of
 * others; the fourth is the folder to stage in.
 */
export const checkScript = `${preamble}
mayAll=$1 run=$2
device=$(stat -c %d -- "$volume") || exit
place=
check() {
  case $kind in dress) return 0 ;; esac
  if ! enter_once "$folder"; then echo "problem $1 $why"; return 0; fi
  if [ "$kind" = set ]; then exists "$name" || echo "problem $1 gone"; return 0; fi
  if ! [ -w . ] || ! [ -x . ]; then echo "problem $1 closed"; return 0; fi
  if [ "$(stat -c %d .)" != "$device" ]; then echo "problem $1 device"; return 0; fi
  if [ -k . ] && [ "$mayAll" != 1 ] && ! [ -O . ] && exists "$name" && ! [ -O "$name" ]; then
    echo "problem $1 sticky"; return 0
  fi
  [ -n "$place" ] || place=$volume$folder
}
if [ -w "$volume" ] && [ -x "$volume" ]; then place=$volume; fi
each check || exit
printf '%s/.volsyncctl-restore-%s' "\${place:-$volume}" "$run" >"$scratch/staging" || exit
set -- $(stat -f -c '%a %S %d %c' -- "$volume") || exit
echo "space $(($1 * $2)) $3 $4"`;

/**
 * Stages the files to be restored, and checks that all of them are there: nothing else in the volume is changed. The
 * third argument is the snapshot's id.
 */
export const stageScript = `${preamble}${asVolSyncIfOpen}id=$1
staging || exit
mkdir -m 700 -- "$staging" && mkdir -- "$staging/files" || exit 71
echo $$ >"$scratch/pid"
if [ -s "$scratch/patterns" ]; then
  restic "\${options[@]}" --no-lock --no-cache restore "$id" --target "$staging/files" --include-file "$scratch/patterns" \\
    --verify --json || exit 72
fi
dress() {
  [ "$kind" = dress ] || return 0
  at=$staging/files$path
  [ -e "$at" ] && [ ! -L "$at" ] || { echo "what is to be dressed was not restored: record $1" >&2; return 1; }
  chown -h -- "$owner" "$at" && chmod -- "$mode" "$at" || return
  [ -z "$time" ] || touch -d "@$time" -- "$at"
}
complete() {
  at=$staging/files$path
  case $kind in
    put-file) [ -f "$at" ] && [ ! -L "$at" ] ;;
    put-dir) [ -d "$at" ] && [ ! -L "$at" ] ;;
    put-symlink) [ -L "$at" ] ;;
    put-*) exists "$at" ;;
  esac || { echo "restic did not restore what it was asked for: record $1" >&2; return 1; }
}
each complete && each dress || exit 73
sync -f -- "$staging" 2>/dev/null
true`;

/**
 * Gives staged files their names, and sets other attributes. Prints `done N KEPT` for each record: KEPT is 0 if nothing
 * was replaced, else the number of the kept name. A file is replaced atomically; when told to end, the script stops
 * between two records.
 */
export const applyScript = `${preamble}
staging || exit
echo $$ >"$scratch/pid"
: >"$scratch/log"
stop=
trap 'stop=1' TERM INT HUP PIPE
told() { echo "$*" >>"$scratch/log"; echo "$*" 2>/dev/null; return 0; }
failed() { echo "failed $1" >>"$scratch/log"; return 1; }
keep_name() {
  kept=./$keep number=1
  while exists "$kept"; do number=$((number + 1)) kept=./$keep-$number; done
}
is_folder() { [ -d "$1" ] && [ ! -L "$1" ]; }
# What appears at the name meanwhile is not overwritten.
fill() {
  if is_folder "$from"; then mv -T -- "$from" "$name"
  else ln -T -- "$from" "$name" 2>/dev/null || { ! exists "$name" && mv -T -- "$from" "$name"; }
  fi
}
put() {
  from=$staging/files$path
  if ! exists "$name"; then fill && told "done $1 0"; return; fi
  keep_name
  if ! is_folder "$name" && ! is_folder "$from" && ln -T -- "$name" "$kept" 2>/dev/null; then
    mv -fT -- "$from" "$name" || { rm -f -- "$kept"; return 1; }
  else
    mv -T -- "$name" "$kept" && { fill || { mv -T -- "$kept" "$name"; return 1; }; }
  fi && told "done $1 $number"
}
set_attributes() {
  exists "$name" || return
  local link=
  if [ -L "$name" ]; then link=1; fi
  if [ "$(stat -c %u:%g -- "$name")" != "$owner" ]; then chown -h -- "$owner" "$name" || return; fi
  if [ -z "$link" ]; then chmod -- "$mode" "$name" || return; fi
  if [ -n "$time" ]; then touch -h -d "@$time" -- "$name" || return; fi
  told "done $1 0"
}
apply() {
  [ -z "$stop" ] || return 1
  case $kind in
    put-*) enter_once "$folder" || { echo "the folder of record $1 has changed meanwhile" >&2; failed "$1"; return; }
      put "$1" || failed "$1" ;;
    set) enter_once "$folder" && set_attributes "$1" || failed "$1" ;;
  esac
}
each apply
code=$?
[ -z "$stop" ] || code=130
exit "$code"`;

/** Stops the script that changes the volume between two records, and prints its log. */
export const settleScript = `${preamble}
pid=$(cat -- "$scratch/pid" 2>/dev/null) && kill -s TERM "$pid" 2>/dev/null
for try in {1..100}; do
  [ -n "$pid" ] && [ -e "/proc/$pid" ] || break
  sleep 0.1
done
cat -- "$scratch/log" 2>/dev/null
true`;

/** Removes staged files, and then the kept entries named by further arguments. */
export const tidyScript = `${preamble}
staging || exit
if [ -d "$staging" ] && [ ! -L "$staging" ]; then
  find "$staging" -type d ! -perm -700 -exec chmod u+rwx {} + 2>/dev/null
  rm -rf -- "$staging" || exit
fi
while [ $# -gt 0 ]; do
  printf -v path %b "$1"; shift
  enter "\${path%/*}" && rm -rf -- "./\${path##*/}" || exit
done`;
