import { repositoryPreamble, stepTimedOut } from './repository-script.ts';

/**
 * The locks to remove: those of dead processes of the pod's own host, and those that restic considers stale, of any
 * host.
 */
export interface LockRemoval {
  /** The ids to remove; if none of them exists any more, nothing is done. */
  readonly ids: readonly string[];
  /** The processes that hold them. */
  readonly pids: readonly number[];
}

/** The names of the steps in the log; each lock is a step `lock-<id>`. */
export const lockSteps = { list: 'locks', again: 'locks-again', remove: 'unlock', after: 'locks-after' } as const;

/**
 * The command of a container that lists and shows the locks of a repository. With `removal` it then runs
 * `restic unlock`, never with --remove-all: restic removes a lock only if it was not renewed for 30 minutes, or if it
 * was taken on restic's own host by a process that no longer exists. In a pod with the host name of a dead pod, these
 * are the locks of that pod, never a lock that is being taken now. The log has the format of `repositoryCommand`.
 */
export function lockCommand(mark: string, limitMs: number, removal?: LockRemoval): readonly string[] {
  const { ids = [], pids = [] } = removal ?? {};
  const words = removal === undefined ? ['list', ''] : ['remove', pids.join(' '), ...ids];
  const head = ['/bin/bash', '-c', script, 'volsyncctl', mark, String(Math.floor(limitMs / 1000)), ''];
  return [...head, ...words];
}

/**
 * restic sends SIGHUP to a process to see whether it exists, so no process or thread in this pod may have that number
 * by chance: process numbers are consumed until they are past it.
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
