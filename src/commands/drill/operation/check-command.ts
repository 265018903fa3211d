import { Failure, isFailure } from '../../../errors.ts';
import { plainLine } from '../../../foreign-text.ts';
import type { Diagnosis } from '../../../volsync/diagnosis.ts';
import { volumePod, volumeRoot } from '../../../volsync/volume-pod.ts';
import { volumeUser } from '../../../volsync/volume-user.ts';
import { withOpenPod } from '../../../volume/open-pod.ts';
import type { Workplace } from '../../../volume/pod-programs.ts';
import type { CheckCommand, CommandResult, DrillPorts, PlannedDrill } from './plan.ts';

const startMs = 2 * 60_000;
/** How much of its output is kept. */
const keptLines = 10;
const keptBytes = 16 * 1024;
/** A shell's own: the command was not found, or cannot be run. */
const notRun: readonly number[] = [126, 127];

/**
 * Runs a command over the restored volume, in a pod of its own image: as the user that has compared it, without a token
 * of the API server. Throws a Failure of kind unknown where it could not be run, and of kind timeout at the end of its time.
 */
export async function runCheckCommand(
  { app, source, claim, compare }: PlannedDrill,
  check: CheckCommand,
  ports: DrillPorts,
): Promise<CommandResult> {
  const { namespace, name } = claim.metadata;
  ports.report({ type: 'step', words: 'running the command of --check over the restored volume' });
  const user = volumeUser(source, [], name, compare);
  const lifetimeMs = startMs + check.timeoutMs;
  const pod = volumePod({ claim: name, user, node: undefined, image: check.image, lifetimeMs, resources: undefined });
  const open = {
    ...{ namespace, container: 'volume', spec: check.isWritable ? writable(pod) : pod, isWriting: check.isWritable },
    explain: ({ message, details, hint }: Diagnosis) =>
      new Failure('unknown', `The pod of --check could not be started: ${plainLine(message)}.`, { details, hint }),
  };
  const options = { command: 'drill', lifetimeMs, timeouts: { startMs, endMs: startMs }, isKept: false };
  const end = await withOpenPod(open, options, ports, (work) => limited(work, check, ports));
  if (!notRun.includes(end.exitCode)) return { ...end, isKnownUser: user.from !== 'default' };
  throw new Failure('unknown', `The command of --check for ${app.namespace}/${app.name} could not be run.`, {
    details: end.lines,
  });
}

type CommandEnd = Omit<CommandResult, 'isKnownUser'>;

async function limited(work: Workplace, check: CheckCommand, ports: DrillPorts): Promise<CommandEnd> {
  const limit = AbortSignal.timeout(check.timeoutMs);
  const begunAt = ports.now().getTime();
  try {
    const signal = AbortSignal.any([work.signal, limit]);
    const end = await ended({ ...work, signal }, check.command);
    return { ...end, tookMs: ports.now().getTime() - begunAt };
  } catch (error) {
    if (!isFailure(error) || !limit.aborted || work.signal.aborted) throw error;
    throw new Failure('timeout', `The command of --check did not end within ${check.timeoutMs / 1000}s.`);
  }
}

async function ended(
  { cluster, pod, container, signal }: Workplace,
  command: string,
): Promise<Omit<CommandEnd, 'tookMs'>> {
  const decoder = new TextDecoder();
  let said = '';
  const words = ['sh', '-c', 'cd "$1" && eval "$2"', 'sh', volumeRoot, command];
  for await (const event of cluster.exec({ ...pod, container, command: words }, signal)) {
    if (event.type === 'ended') {
      const lines = said.split('\n').filter((line) => line !== '');
      return { exitCode: event.exitCode, lines: lines.slice(-keptLines).map(plainLine) };
    }
    said = (said + decoder.decode(event.bytes, { stream: true })).slice(-keptBytes);
  }
  throw new Failure('unknown', 'The command of --check was cut off before its end.');
}

/** The same pod, whose volume can be written: it is removed afterwards. */
function writable({ containers = [], volumes = [], ...spec }: ReturnType<typeof volumePod>) {
  return {
    ...spec,
    containers: containers.map(({ volumeMounts = [], ...container }) => ({
      ...container,
      volumeMounts: volumeMounts.map((mount) => ({ ...mount, readOnly: false })),
    })),
    volumes: volumes.map(({ persistentVolumeClaim, ...volume }) =>
      persistentVolumeClaim === undefined
        ? volume
        : { ...volume, persistentVolumeClaim: { claimName: persistentVolumeClaim.claimName } },
    ),
  };
}
