/** One scene of the demo: text, or a command. */
export type Scene = { readonly say: string } | Command;

/** A command of the demo, as a person types it. */
export interface Command {
  readonly program: 'volsyncctl' | 'kubectl' | 'npm run -s lab --';
  readonly args: readonly string[];
  /** Its purpose, for a person who only watches. */
  readonly does: string;
  /** The expected exit code. */
  readonly exitCode: number;
}

/** The main tasks on a real cluster: a backup with proof, a backup of nothing, and the restore. */
export const story: readonly Scene[] = [
  lab('app web -n demo', 'create a sample app that VolSync backs up every hour'),
  { say: 'The sample app web in namespace demo is running. What an operator does first:' },
  volsyncctl('status -n demo', 'judge every ReplicationSource by its schedule'),
  volsyncctl('trigger web -n demo', 'back up now, and wait until the new snapshot was seen'),
  volsyncctl('status web -n demo', 'show everything about one app'),
  volsyncctl('logs web -n demo', "show the mover's log and the events that explain it"),
  { say: 'Then somebody empties the volume, and the next backup runs.' },
  kubectl(['exec', '-n', 'demo', 'deploy/web', '--', 'sh', '-c', 'rm -r /data/*'], 'delete all files of the app'),
  volsyncctl('trigger web -n demo', 'back up the empty volume', 9),
  { say: 'VolSync calls this sync:' },
  kubectl(
    ['get', 'replicationsource', 'web', '-n', 'demo', '-o', 'jsonpath={.status.latestMoverStatus.result}{"\\n"}'],
    'read what VolSync reports',
  ),
  { say: 'volsyncctl does not:' },
  volsyncctl('verify web -n demo', 'look into the repository, read-only', 9),
  volsyncctl(
    'restore web -n demo --in-place --latest --yes',
    'stop the app, restore it, compare every file, start it again',
  ),
  volsyncctl('trigger web -n demo', 'back up the restored volume'),
  volsyncctl('verify web -n demo', 'prove that the backup exists'),
];

/**
 * The command with its purpose, as the demo shows it before running it; a long one continues on the next line in shell
 * syntax.
 */
export function typed({ program, args, does }: Command): string {
  const lines = [`$ ${program}`];
  for (const word of args.map(quoted)) {
    const last = lines.pop() ?? '';
    lines.push(...(last.length + word.length < 78 ? [`${last} ${word}`] : [`${last} \\`, `    ${word}`]));
  }
  return `# ${does}\n${lines.join('\n')}`;
}

function quoted(arg: string): string {
  return /[{* ]/.test(arg) ? `'${arg}'` : arg;
}

function volsyncctl(line: string, does: string, exitCode = 0): Command {
  return { program: 'volsyncctl', args: line.split(' '), does, exitCode };
}

function lab(line: string, does: string): Command {
  return { program: 'npm run -s lab --', args: line.split(' '), does, exitCode: 0 };
}

function kubectl(args: readonly string[], does: string): Command {
  return { program: 'kubectl', args, does, exitCode: 0 };
}
