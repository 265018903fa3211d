import { Failure } from '../../../../errors.ts';
import { rollbackScript, emptyCopy } from '../../judgement/rollback-script.ts';
import type { VolumeDifference } from '../../judgement/volume-differences.ts';
import type { Container, PersistentVolumeClaim } from '../../../../kubernetes/objects.ts';
import { resources } from '../../../../volsync/resources.ts';
import { rollbackContainer, rollbackFolders, rollbackPod } from '../../judgement/rollback-pod.ts';
import type { ReplicationSource } from '../../../../volsync/types.ts';
import type { PodTimeouts } from '../../../../helper-pod/settled-pod.ts';
import { endPod } from '../../../../helper-pod/with-helper-pod.ts';
import { withOpenPod } from '../../../../volume/open-pod.ts';
import { programOutput, ProgramError, type Workplace } from '../../../../volume/pod-programs.ts';
import type { VolumePorts } from '../../../../volume/ports.ts';
import { MoverEnvironments, type EnvironmentOverrides } from '../../../../repository/mover-environments.ts';
import { safetySnapshotCopy } from './safety-snapshot-copy.ts';
import type { Diagnosis } from '../../../../volsync/diagnosis.ts';
import { compareVolumes, type VolumeComparison } from './compare-volumes.ts';
import { shellCommand } from '../../../../shell-command.ts';

export interface RollbackRequest extends EnvironmentOverrides {
  /** The app's source: it determines the mover and its user. */
  readonly source: ReplicationSource;
  /** The live volume. */
  readonly claim: PersistentVolumeClaim;
  readonly run: string;
  /** The current safety copy; it is not changed. */
  readonly volumeSnapshot: string;
  /** Its UID, if known. */
  readonly volumeSnapshotUid?: string | undefined;
  /** For the VolumeSnapshot, and for the pod to start. */
  readonly timeouts: PodTimeouts;
  /** Kubernetes ends the pod after this time, whatever happened to volsyncctl. */
  readonly lifetimeMs: number;
  readonly resources?: Container['resources'] | undefined;
  /** The volume is known to have been empty: otherwise a copy without files is not trusted. */
  readonly wasEmpty?: boolean | undefined;
}

/** How the previous data was restored. */
export interface RolledBack {
  /** All data is proven to be equal; it includes modes, owners and times that differ. */
  readonly comparison: VolumeComparison;
  /** What the programs could not do, such as changing the owner of a file. */
  readonly errors: readonly string[];
}

/** A volume in its pod, and its progress. */
interface Work {
  readonly request: RollbackRequest;
  readonly workplace: Workplace;
  readonly ports: VolumePorts;
}

/**
 * Makes the live volume equal to its safety VolumeSnapshot, and proves it byte by byte. Equal files are left alone.
 * Nobody else may write to the volume. It can be interrupted at any point and called again; throws a Failure `failed`
 * if data still differs, `unknown` if that cannot be determined.
 */
export async function rollBackVolume(request: RollbackRequest, ports: VolumePorts): Promise<RolledBack> {
  const { source, claim, run, lifetimeMs, timeouts } = request;
  const { name, namespace = '' } = claim.metadata;
  const environment = await new MoverEnvironments(request, ports).find(source);
  if ('why' in environment) {
    throw new Failure(
      'unknown',
      `The previous data cannot be restored to PVC ${namespace}/${name}: ${environment.why}.`,
      {
        hint: 'name the image of your movers: --mover-image',
      },
    );
  }
  await endEarlierPods(namespace, run, ports);
  await using copy = await safetySnapshotCopy(request, ports);
  const spec = rollbackPod({ ...request, environment: environment.value, copy: copy.name, live: name });
  const explain = ({ message, details }: Diagnosis) =>
    new Failure('failed', `The pod that restores the previous data to PVC ${namespace}/${name}: ${message}.`, {
      details,
      hint: shellCommand`kubectl describe pvc ${name} ${copy.name} -n ${namespace}`,
    });
  const open = { namespace, container: rollbackContainer, spec, run, isWriting: true, explain };
  const options = { command: 'restore', lifetimeMs, timeouts, isKept: false };
  return await withOpenPod(open, options, ports, async (workplace) => {
    // While a pod has it mounted, Kubernetes does not delete it: from here on it stays the same.
    await refuseReplaced(claim, ports);
    return broughtBack({ request, workplace, ports });
  });
}

async function refuseReplaced({ metadata }: PersistentVolumeClaim, { cluster, signal }: VolumePorts): Promise<void> {
  const { namespace = '', name, uid } = metadata;
  const now = await cluster.find(resources.persistentVolumeClaims, { namespace, name }, signal);
  if (now?.metadata.uid === uid) return;
  throw new Failure('failed', `PVC ${namespace}/${name} is no longer the PVC that the previous data belongs to.`);
}

/** The pod of an interrupted attempt may still be writing. */
async function endEarlierPods(namespace: string, run: string, ports: VolumePorts): Promise<void> {
  const labelSelector = `app.kubernetes.io/managed-by=volsyncctl,app.kubernetes.io/instance=${run}`;
  const pods = await ports.cluster.list(resources.pods, { namespace, labelSelector }, ports.signal);
  for (const { metadata } of pods) await endPod({ namespace, name: metadata.name }, ports);
}

/**
 * If that is not enough, for example because a file changed without a new size and time, everything is written again.
 */
async function broughtBack(work: Work): Promise<RolledBack> {
  const first = await written(work, 'differing');
  const isComplete = first.errors.length === 0 && first.comparison.unreadable.length === 0;
  const last = first.comparison.data > 0 && isComplete ? await written(work, 'all') : first;
  if (last.comparison.isDataSame) return last;
  throw notTheSame(last, work.request);
}

async function written(work: Work, which: 'differing' | 'all'): Promise<RolledBack> {
  const { workplace, ports, request } = work;
  const { copy, live } = rollbackFolders;
  let errors: readonly string[] = [];
  const words = [copy, live, which, request.wasEmpty === true ? 'empty' : ''];
  const command = ['bash', '-c', rollbackScript, 'volsyncctl', ...words];
  let text = '';
  try {
    for await (const piece of programOutput(command, workplace, (lines) => (errors = lines))) {
      const lines = (text + Buffer.from(piece).toString('latin1')).split('\n');
      text = lines.pop() ?? '';
      for (const line of lines) tellProgress(line, work);
    }
  } catch (error) {
    if (!(error instanceof ProgramError)) throw error;
    if (error.exitCode === emptyCopy) throw nothingIn(request);
    errors = [...error.errors, `the program ended with ${error.exitCode}`];
  }
  ports.report({ type: 'step', words: 'comparing every file with the copy' });
  return { comparison: await compareVolumes(rollbackFolders, workplace), errors };
}

/** See bringBackScript; tar counts in blocks of 10 KiB. */
function tellProgress(line: string, { request, ports }: Work): void {
  const { namespace = '', name } = request.source.metadata;
  const [, did, count] = /^(removes|copies|copied) (\d+)$/.exec(line) ?? [];
  if (did === undefined || count === undefined || count === '0') return;
  const words = {
    removes: `removing ${count} entries that were not there`,
    copies: `restoring ${count} entries`,
    copied: `restored ${Math.round(Number(count) / 102.4)} MiB`,
  }[did];
  if (words !== undefined) ports.report({ type: 'progress', app: { namespace, name }, words });
}

function nothingIn({ claim, volumeSnapshot }: RollbackRequest): Failure {
  const { name, namespace = '' } = claim.metadata;
  const what = `VolumeSnapshot ${namespace}/${volumeSnapshot} yields a volume without files`;
  return new Failure('failed', `${what}: PVC ${namespace}/${name} was left as it is.`, {
    hint: shellCommand`kubectl describe volumesnapshot ${volumeSnapshot} -n ${namespace}`,
  });
}

function notTheSame({ comparison, errors }: RolledBack, { claim, volumeSnapshot }: RollbackRequest): Failure {
  const { name, namespace = '' } = claim.metadata;
  const { data, examples, unreadable } = comparison;
  const volume = `PVC ${namespace}/${name}`;
  const message =
    data > 0
      ? `The previous data could not be restored in full to ${volume}: ${data} ${data === 1 ? 'difference is' : 'differences are'} left.`
      : `Whether ${volume} has its previous data again is not known: some of it could not be read.`;
  return new Failure(data > 0 ? 'failed' : 'unknown', message, {
    details: [...new Set([...errors.slice(-10), ...unreadable.slice(-10), ...examples.slice(0, 10).map(inWords)])],
    hint: `nothing is lost: it is in VolumeSnapshot ${volumeSnapshot} -n ${namespace}`,
  });
}

/** A difference in words: `"/a/b" has other content`. */
export function inWords({ path, kind, words }: VolumeDifference): string {
  const what = {
    'only-in-copy': 'is missing',
    'only-in-live': 'was not there before',
    type: `has become another kind of entry (${words})`,
    content: 'has other content',
    target: 'points elsewhere',
    links: 'is no longer hard-linked to the same files',
    attributes: `has another ${words}`,
  }[kind];
  return `${JSON.stringify(path)} ${what}`;
}
