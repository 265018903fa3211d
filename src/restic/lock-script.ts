import { repositoryPreamble, stepTimedOut } from './repository-script.ts';

/** Which locks are to go: those of the dead processes of the pod's own host, and those that restic calls stale wherever it is. */
export interface LockRemoval {
  /** The locks that are meant; where none of them is there any more, nothing is done. */
  readonly ids: readonly string[];
  /** The processes that made them. */
  readonly pids: readonly number[];
}

/** The names of the steps in the log; each lock is a step `lock-<id>`. */
export const lockSteps = { list: 'locks', again: 'locks-again', remove: 'unlock', after: 'locks-after' } as const;

/**
 * The command of a container that lists the locks of a repository, and shows each one. With `removal` it then runs `restic
 * unlock`, never with --remove-all: restic removes a lock only when it was not renewed for 30 minutes, or when it was made on
 * the host that restic runs on, by a process that is not there. In a pod that bears the name of a dead pod, these are the locks
 * of that pod, and no lock that is taken in this moment is among them. Its log is that of `repositoryCommand`.
 */
export function lockCommand(mark: string, limitMs: number, removal?: LockRemoval): readonly string[] {
  const { ids = [], pids = [] } = removal ?? {};
  const words = removal === undefined ? ['list', ''] : ['remove', pids.join(' '), ...ids];
  const head = ['/bin/bash', '-c', script, 'volsyncctl', mark, String(Math.floor(limitMs / 1000)), ''];
  return [...head, ...words];
}

/**
 * To learn whether a process is there restic sends it a SIGHUP, so none of this pod may have that number by chance, also no
 * thread of restic: numbers are used up until they are past it.
 */
const script = `${repositoryPreamble}todo=$1 pids=$2; shift 2
over() { [ "$1" -eq 0 ] || [ "$1" -eq ${stepTimedOut} ] || look "$1"; say over; exit "$1"; }
asked() { limited restic "\${options[@]}" --no-cache "$@" 2>/dev/null; }
ended() {
  local code=$2
  [ "$code" -eq 137 ] && [ "$limit" -gt 0 ] && [ "$SECONDS" -ge "$limit" ] && code=${stepTimedOut}
  say "end $1 $code"
  discreet "$errors"
  return "$code"
}
list() {
  say "begin $1"
  local closed
  closed=$(closed locks)
  if [ -n "$closed" ]; then
    say "end $1 1"
    printf '%s\\n' "$closed"
    over 1
  fi
  ids=$(asked --no-lock list locks)
  local code=$?
  printf '%s\\n' "$ids"
  ended "$1" $code || over $?
}
show() {
  local id failed=
  for id in $ids; do
    case $id in *[!0-9a-f]*) continue ;; esac
    say "begin lock-$id"
    asked --no-lock cat lock "$id"
    ended "lock-$id" $? || failed=1
  done
  [ -z "$failed" ] || list ${lockSteps.again}
}
beside() {
  local last
  (:) & last=$!; wait "$last"
  [ "$1" -gt "$last" ] && [ "$1" -le $((last + 300)) ] || return 0
  while [ "$last" -lt "$1" ]; do (:) & last=$!; wait "$last"; done
}
list ${lockSteps.list}
[ "$todo" = remove ] || { show; over 0; }
there=
for id in "$@"; do case " \${ids//[[:space:]]/ } " in *" $id "*) there=1 ;; esac; done
if [ -n "$there" ]; then
  for pid in $pids; do beside "$pid"; done
  say "begin ${lockSteps.remove}"
  asked unlock
  ended ${lockSteps.remove} $? || over $?
fi
list ${lockSteps.after}
over 0
`;
