import { repositoryPreamble } from './repository-script.ts';

/** The step in the log; its exit code is one of `writeProbeCodes`, its output the parts that are not writable. */
const writeProbeStep = 'write-probe';

export const writeProbeCodes = { written: 0, refused: 1, onServer: 3, notMounted: 4, left: 5 } as const;

/**
 * The command of a container that writes a file of this name into the folder of a repository, or into the one that it
 * would be created in, reads it back and removes it, even if the pod is stopped early. Existing files are neither read
 * nor changed; restic ignores files next to its own folders. The log has the format of `repositoryCommand`.
 */
export function writeProbeCommand(mark: string, limitMs: number, name: string): readonly string[] {
  return ['/bin/bash', '-c', script, 'volsyncctl', mark, String(Math.floor(limitMs / 1000)), '', name];
}

const script = `${repositoryPreamble}name=$1 file=
removed() { [ -z "$file" ] || rm -f -- "$file" 2>>"$errors"; }
trap removed EXIT
trap 'exit 143' TERM INT HUP
ended() {
  say "end ${writeProbeStep} $1"
  [ ! -e "$errors" ] || discreet "$errors"
  say over
  exit 0
}
say 'begin ${writeProbeStep}'
case $RESTIC_REPOSITORY in /* | local:*) at=$(nearest "\${RESTIC_REPOSITORY#local:}") ;; *) ended ${writeProbeCodes.onServer} ;; esac
mounted "$at" || ended ${writeProbeCodes.notMounted}
if [ "$at" = "\${RESTIC_REPOSITORY#local:}" ]; then
  for part in keys locks index snapshots data; do
    [ ! -d "$at/$part" ] || { [ -w "$at/$part" ] && [ -x "$at/$part" ]; } || printf '%s\\n' "$part"
  done
fi
file=$at/$name
(set -o noclobber; printf '%s\\n' "$name" >"$file" && sync -- "$file") 2>"$errors" &&
  [ "$(cat -- "$file" 2>>"$errors")" = "$name" ]
code=$?
removed
[ ! -e "$file" ] || ended ${writeProbeCodes.left}
file=
[ $code -eq 0 ] && ended ${writeProbeCodes.written}
ended ${writeProbeCodes.refused}
`;
