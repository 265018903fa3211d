/** One run of restic: a name for its output, and restic's arguments. */
export interface ResticStep {
  readonly name: string;
  readonly args: readonly string[];
}

/** What goes before every step's own arguments: nothing is locked, and nothing is written. */
const readOnlyFlags = ['--no-lock', '--no-cache'] as const;

/**
 * The command of a container that looks into a repository: restic, step after step, until one fails. Every part of the log
 * that is not restic's begins with `mark`, which nobody else can know, so that no file name can pass for it.
 */
export function repositoryCommand(mark: string, steps: readonly ResticStep[]): readonly string[] {
  const words = steps.flatMap(({ name, args }) => [
    String(args.length + readOnlyFlags.length),
    name,
    ...readOnlyFlags,
    ...args,
  ]);
  return ['/bin/bash', '-c', script, 'volsyncctl', mark, ...words];
}

/**
 * Takes of the Secret's variables what VolSync gives its mover: no command that fetches a password, no file that is not
 * there. The repository's address is shown without the credentials that it may hold. restic's errors come after its output,
 * since a pod's log cannot tell the two apart.
 */
const script = `
mark=$1; shift
say() { printf '\\n%s %s\\n' "$mark" "$*"; }
unset RESTIC_PASSWORD_FILE RESTIC_PASSWORD_COMMAND RESTIC_REPOSITORY_FILE GOOGLE_APPLICATION_CREDENTIALS
[ -e /credentials/gcs.json ] && export GOOGLE_APPLICATION_CREDENTIALS=/credentials/gcs.json
export RESTIC_PROGRESS_FPS=0.2
options=()
[ -e /customCA/ca.crt ] && options=(--cacert /customCA/ca.crt)
address=\${RESTIC_REPOSITORY//[[:cntrl:]]/}
case $address in *//*@*) address="\${address%%//*}//\${address##*@}" ;; esac
say "address \${address%%\\?*}"
say "clock $(date +%s)"
while [ $# -gt 0 ]; do
  count=$1 step=$2; shift 2
  say "begin $step"
  restic "\${options[@]}" "\${@:1:count}" 2>/tmp/errors
  code=$?
  say "end $step $code"
  cat /tmp/errors
  [ $code -eq 0 ] || { say 'over'; exit $code; }
  shift "$count"
done
say 'over'
`;
