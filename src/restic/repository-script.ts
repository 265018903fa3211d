import { folderFunctions } from './repository-folder.ts';
import { closedFunction, partsFunctions } from './repository-parts.ts';

/** One run of restic: a name for its output, and restic's arguments. */
export interface ResticStep {
  readonly name: string;
  readonly args: readonly string[];
  /** The beginning of a line: restic is ended, as if it had succeeded, when it has said so much. */
  readonly until?: string | undefined;
}

/** The exit code of a step that took too long. */
export const stepTimedOut = 124;

/** What goes before every step's own arguments: nothing is locked, and nothing is written. */
const readOnlyFlags = ['--no-lock', '--no-cache'] as const;

/**
 * The command of a container that looks into a repository: restic, step after step, until one fails. Every part of the log
 * that is not restic's begins with `mark`, which nobody else can know, so that no file name can pass for it. A restic that is
 * still at work after `limitMs` is ended, with `stepTimedOut` for an exit code; 0 is no limit. After the steps it says what
 * of a repository in a folder is there; with `asksServer` restic is asked for that on a server as well, in two more runs. With
 * `measures` it says how soon the repository answered, and how its folder is.
 */
export function repositoryCommand(
  mark: string,
  steps: readonly ResticStep[],
  { limitMs = 0, asksServer = false, measures = false }: ScriptOptions = {},
): readonly string[] {
  const words = steps.flatMap(({ name, args, until = '' }) => [
    String(args.length + readOnlyFlags.length),
    name,
    until,
    ...readOnlyFlags,
    ...args,
  ]);
  return [
    '/bin/bash',
    '-c',
    script,
    'volsyncctl',
    mark,
    String(Math.floor(limitMs / 1000)),
    measures ? '2' : asksServer ? '1' : '',
    ...words,
  ];
}

interface ScriptOptions {
  readonly limitMs?: number | undefined;
  readonly asksServer?: boolean | undefined;
  readonly measures?: boolean | undefined;
}

/**
 * Bash that takes of the Secret's variables what VolSync gives its mover: no command that fetches a password, no filter by
 * host, no certificate of its own, no file that is not there. `options` are restic's flags for its server.
 */
export const asVolSync = `for name in \${!RESTIC_@}; do
  case $name in
    RESTIC_REPOSITORY | RESTIC_PASSWORD | RESTIC_COMPRESSION | RESTIC_PACK_SIZE | RESTIC_READ_CONCURRENCY) ;;
    RESTIC_REST_USERNAME | RESTIC_REST_PASSWORD | RESTIC_AWS_ASSUME_ROLE_*) ;;
    *) unset "$name" ;;
  esac
done
unset GOOGLE_APPLICATION_CREDENTIALS
[ -e /credentials/gcs.json ] && export GOOGLE_APPLICATION_CREDENTIALS=/credentials/gcs.json
export RESTIC_PROGRESS_FPS=0.2
options=()
[ -e /customCA/ca.crt ] && options=(--cacert /customCA/ca.crt)
`;

/** The same for a program of a pod that is open: it ends at once, with an error, where a part of the repository may not be listed. */
export const asVolSyncIfOpen = `${asVolSync}${closedFunction}closed=$(closed)
[ -z "$closed" ] || { printf '%s\\n' "$closed" >&2; exit 1; }
`;

/**
 * Bash that prints a file of restic's errors without what the Secret holds: its words, and the login of the address, in all the
 * ways in which an address is quoted. A pod's log is read by more people than its Secret, and kept for longer.
 */
const discreet = `hidden=() login=
case $RESTIC_REPOSITORY in
  /* | local:*) ;;
  *://*@*) login=\${RESTIC_REPOSITORY%@*} login=\${login#*://} ;;
  *:*@*) login=\${RESTIC_REPOSITORY%@*} login=\${login#*:} ;;
esac
hide() {
  [ \${#1} -ge "$2" ] || return
  local text
  for text in "$1" "$(printf '%b' "\${1//%/\\\\x}")"; do
    hidden+=("$text" "\${text//&/\\\\u0026}" "\${text//\\"/\\\\\\"}" "\${text//%/%25}" "\${text//@/%40}")
  done
}
hide "\${login:+$login@}" 1
# restic hides the password of a REST server itself, and shows the user.
hide "\${login:+\${login%%:*}:***@}" 1
hide "\${login#*:}" 4
for name in RESTIC_PASSWORD RESTIC_REST_PASSWORD AWS_SECRET_ACCESS_KEY AWS_SESSION_TOKEN B2_ACCOUNT_KEY \\
  AZURE_ACCOUNT_KEY AZURE_ACCOUNT_SAS OS_PASSWORD ST_KEY; do hide "\${!name}" 6; done
discreet() {
  local line text
  while IFS= read -r line || [ -n "$line" ]; do
    [ -n "$login" ] && case $line in
      {*'parse '*) line="\${line%%parse *}parse: the address is invalid\\"}" ;;
      *'parse '*) line="\${line%%parse *}parse: the address is invalid" ;;
    esac
    for text in "\${hidden[@]}"; do line=\${line//"$text"/}; done
    printf '%s\\n' "$line"
  done <"$1"
}
`;

/**
 * What goes before all runs of restic in a container, with the mark, the limit in seconds and whether a server is asked as its
 * first words. The repository's address is shown without the credentials that it may
 * hold, and where it cannot be told what they are, without all of it but the kind. restic's errors come after its output,
 * since a pod's log cannot tell the two apart.
 *
 * Of a server that cannot be reached restic says why at once, and tries for a quarter of an hour before it ends: it is killed
 * before the pod's own end, so that its words are seen.
 */
export const repositoryPreamble = `
mark=$1 limit=$2 server=$3; shift 3
shopt -s nullglob dotglob
say() { printf '\\n%s %s\\n' "$mark" "$*"; }
${asVolSync}${discreet}errors=\${TMPDIR:-/tmp}/errors
address=\${RESTIC_REPOSITORY//[[:cntrl:]]/}
case $address in
  /* | local:*) ;;
  *:*\\?*@* | rclone:*,*) address="\${address%%:*}:***" ;;
  *//*@*) address="\${address%%//*}//\${address##*@}" ;;
  *:*@*) address="\${address%%:*}:\${address##*@}" ;;
esac
case $address in /* | local:*) ;; *) address=\${address%%\\?*} ;; esac
${partsFunctions}${closedFunction}${folderFunctions}say "address $address"
say "clock $(date +%s)"
limited() {
  if [ "$limit" -eq 0 ] || ! command -v timeout >/dev/null; then "$@" 2>"$errors"; return; fi
  timeout -s KILL "$((limit > SECONDS ? limit - SECONDS : 1))" "$@" 2>"$errors"
}
# Unlike timeout it leaves no restic behind that goes on.
reached() {
  local end=$1 line pid said left=() begun=
  shift
  exec {said}< <(exec "$@" 2>"$errors")
  pid=$!
  while
    [ "$limit" -eq 0 ] || left=(-t "$((limit > SECONDS ? limit - SECONDS : 1))")
    IFS= read -r "\${left[@]}" -u "$said" line
  do
    printf '%s\n' "$line"
    case $line in "$end"*) begun=1; break ;; esac
  done
  if [ -n "$begun" ] || { [ "$limit" -gt 0 ] && [ "$SECONDS" -ge "$limit" ]; }; then kill -KILL "$pid" 2>/dev/null; fi
  exec {said}<&-
  wait "$pid"
  left=$?
  [ -n "$begun" ] || return "$left"
}
listed() {
  local first code
  first=$(set -o pipefail; limited restic "\${options[@]}" --no-lock --no-cache list "$1" 2>/dev/null | head -n 1)
  code=$?
  if [ -n "$first" ]; then printf yes; elif [ "$code" -eq 0 ]; then printf no; else printf '?'; fi
}
room() { [ "$server" != 2 ] || say "folder $(folder "\${RESTIC_REPOSITORY#local:}")"; }
look() {
  case $RESTIC_REPOSITORY in
    /* | local:*) say "parts $(parts "\${RESTIC_REPOSITORY#local:}")"; room ;;
    *) [ -z "$server" ] || [ "$1" -ne 0 ] || say "parts ? $(listed index) $(listed packs)" ;;
  esac
}
`;

/**
 * VolSync's mover asks for the config first. Listing snapshots asks for that and for more, so that only where it took long
 * restic is asked for the config alone.
 */
const answered = `asked=
answered() {
  local took=$1 begun
  [ -z "$asked" ] || return
  asked=1
  if [ "$took" -gt 10000 ]; then
    begun=$(date +%s%3N)
    limited restic "\${options[@]}" --no-lock --no-cache cat config >/dev/null 2>&1
    took=$(($(date +%s%3N) - begun))
  fi
  say "answered $took"
}
`;

const script = `${repositoryPreamble}${answered}while [ $# -gt 0 ]; do
  count=$1 step=$2 until=$3; shift 3
  say "begin $step"
  closed=$(closed)
  if [ -n "$closed" ]; then say "end $step 1"; printf '%s\\n' "$closed"; room; say 'over'; exit 1; fi
  begun=$(date +%s%3N)
  if [ -n "$until" ]; then reached "$until" restic "\${options[@]}" "\${@:1:count}" 2>/dev/null
  else limited restic "\${options[@]}" "\${@:1:count}" 2>/dev/null; fi
  code=$?
  [ "$code" -eq 137 ] && [ "$limit" -gt 0 ] && [ "$SECONDS" -ge "$limit" ] && code=${stepTimedOut}
  say "end $step $code"
  discreet "$errors"
  [ "$server" != 2 ] || [ "$code" -ne 0 ] || answered $(($(date +%s%3N) - begun))
  [ $code -eq 0 ] || { [ $code -eq ${stepTimedOut} ] || look $code; say 'over'; exit $code; }
  shift "$count"
done
look 0
say 'over'
`;
