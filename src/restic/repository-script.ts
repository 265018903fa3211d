import { folderFunctions } from './repository-folder.ts';
import { closedFunction, partsFunctions } from './repository-parts.ts';

/** One run of restic: a name for its output, and restic's arguments. */
export interface ResticStep {
  readonly name: string;
  readonly args: readonly string[];
  /** The beginning of a line: once restic has printed it, restic is stopped, as if it had succeeded. */
  readonly until?: string | undefined;
}

/** The exit code of a step that timed out. */
export const stepTimedOut = 124;

/** Flags for every step: no lock, no writes. */
const readOnlyFlags = ['--no-lock', '--no-cache'] as const;

/**
 * The command of a container that reads a repository: it runs restic step by step until one fails. Every part of the
 * log that is not restic's begins with `mark`, a secret, so that no file name can imitate it. A restic that still runs
 * after `limitMs` is stopped with the exit code `stepTimedOut`; 0 is no limit. After the steps it prints which parts of
 * a repository in a folder exist; with `asksServer`, two more runs of restic determine that for a server as well. With
 * `measures` it prints how fast the repository answered, and the state of its folder.
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
 * Bash that reduces the Secret's variables to those that VolSync gives to its mover: no password command, no filter by
 * host, no client certificate, no file that does not exist. `options` are restic's flags for its server.
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

/**
 * The same for a program in an open pod: it exits at once with an error if a part of the repository may not be listed.
 */
export const asVolSyncIfOpen = `${asVolSync}${closedFunction}closed=$(closed)
[ -z "$closed" ] || { printf '%s\\n' "$closed" >&2; exit 1; }
`;

/**
 * Bash that prints a file of restic's errors without the Secret's values and the login in the address, in every form in
 * which an address is quoted. More people can read a pod's log than its Secret, and it is kept longer.
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
# restic itself hides the password of a REST server, but shows the user.
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
 * Prepares all runs of restic in a container; its first arguments are the mark, the limit in seconds and whether a
 * server is queried. It prints the repository's address without credentials; if they cannot be identified, only the
 * kind of address. restic's errors are printed after its output, because a pod's log does not separate the two streams.
 * If a server is unreachable, restic says why at once but retries for 15 minutes: it is killed before the pod's
 * deadline, so that its messages are seen.
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
# Unlike timeout, it leaves no running restic behind.
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
 * VolSync's mover reads the config first. Listing snapshots includes that, so restic is asked for the config alone only
 * if the listing took long.
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
