import type { OpenedVolume } from './opened-volume.ts';
import { Failure } from '../errors.ts';
import type { ObjectKey } from '../kubernetes/cluster.ts';
import { readSnapshots, shortId, type Snapshot } from '../restic/snapshots.ts';
import { withoutCredentials } from '../without-credentials.ts';
import { isOfMoment } from '../volsync/data-time.ts';
import { failureOfRestic } from '../volsync/restic-failure.ts';
import type { Diagnosis } from '../volsync/diagnosis.ts';
import type { MoverEnvironment } from '../volsync/mover-environment.ts';
import type { ReplicationSource } from '../volsync/types.ts';
import { unseenOutcome } from '../volsync/unseen-outcome.ts';
import { reportOpenRestores } from '../sources/open-restores.ts';
import { findEnvironments } from '../repository/find-environments.ts';
import { repositoryPod } from '../repository/repository-pods.ts';
import { reportOwnership } from '../repository/report-ownership.ts';
import { SilenceJudge } from '../repository/judge-silence.ts';
import { snapshotNamed } from '../repository/one-repository.ts';
import { backupFiles, filesWithoutSnapshot, resticText } from './backup-files.ts';
import { firstListing, withFirstRoot } from './first-listing.ts';
import { withOpenPod } from './open-pod.ts';
import type { BackupSelector, VolumeOptions, VolumeTarget } from './options.ts';
import { ProgramError, type Workplace } from './pod-programs.ts';
import type { VolumePorts } from './ports.ts';
import { sourceOfApp } from './volume-facts.ts';
import { shellCommand } from '../shell-command.ts';

interface Use<T> {
  readonly ports: VolumePorts;
  readonly use: (inside: OpenedVolume) => Promise<T>;
}

/** Opens a snapshot in the repository of an app for `use`, in a pod that reaches it as its mover does. */
export async function withBackup<T>(
  target: VolumeTarget,
  selector: BackupSelector,
  options: VolumeOptions,
  { ports, use }: Use<T>,
): Promise<T> {
  const { namespace } = target;
  const { needsSnapshot } = options;
  if (target.kind === 'claim') {
    throw new Failure('usage', `pvc/${target.claim} has no backup of its own: name the app whose backup is meant`, {
      hint: shellCommand`volsyncctl status -n ${namespace}`,
    });
  }
  const source = await sourceOfApp(namespace, target.app, ports);
  reportOpenRestores([source], ports);
  const app = { namespace, name: target.app };
  const environment = await environmentOf(app, source, options, ports);
  const spec = repositoryPod(environment, ['sleep', String(Math.ceil(options.lifetimeMs / 1000))]);
  const explain = (trouble: Diagnosis) => unseenBackup(app, trouble, environment, ports);
  const explained = async (error: unknown): Promise<undefined> => {
    throw error instanceof ProgramError ? await explain(troubleOf(error)) : error;
  };
  return withOpenPod(
    { namespace, container: 'restic', spec, labels: environment.labels, explain },
    options,
    ports,
    async (work) => {
      const look =
        options.beginsAtRoot === true && 'name' in selector
          ? await firstListing(selector.name, work).catch(explained)
          : undefined;
      const snapshot =
        look?.snapshot ?? (await snapshotOrNone(app, selector, { work, environment, needsSnapshot }, ports));
      if (snapshot instanceof NoSnapshot) {
        return use({ namespace, pod: work.pod, work, files: filesWithoutSnapshot(snapshot) });
      }
      if (look !== undefined) await reportOwnership([snapshot], { source, snapshots: [snapshot] }, ports);
      const files = backupFiles(snapshot, work, target);
      const inside = { namespace, snapshot, pod: work.pod, work };
      return use({ ...inside, files: look === undefined ? files : withFirstRoot(files, look) }).finally(
        () => void look?.root.return(),
      );
    },
  );
}

async function environmentOf(
  { namespace, name }: ObjectKey,
  source: ReplicationSource,
  options: VolumeOptions,
  ports: VolumePorts,
): Promise<MoverEnvironment> {
  const [found] = await findEnvironments([source], options, ports);
  if (found === undefined) throw new Error('a source has no place');
  if ('environment' in found) return found.environment;
  const { message, details, hint } = found.judgement;
  throw new Failure('unknown', `The backup of ${namespace}/${name} cannot be opened: ${message}.`, {
    details,
    hint,
  });
}

/** There is no snapshot, as seen in the repository itself. */
class NoSnapshot extends Failure {
  readonly why: string;

  constructor(why: string, { kind, message, details, hint }: Pick<Failure, 'kind' | 'message' | 'details' | 'hint'>) {
    super(kind, message, { details, hint });
    this.why = why;
  }
}

/**
 * The selected snapshot. If only a program is to be run and there is no newest snapshot yet, the Failure that says so,
 * reported as a warning: a program can inspect the repository itself.
 */
async function snapshotOrNone(
  app: ObjectKey,
  selector: BackupSelector,
  where: {
    readonly work: Workplace;
    readonly environment: MoverEnvironment;
    readonly needsSnapshot: boolean | undefined;
  },
  ports: VolumePorts,
): Promise<Snapshot | NoSnapshot> {
  try {
    return await snapshotToOpen(app, selector, where, ports);
  } catch (error) {
    const isNewest = 'name' in selector && selector.name === 'latest';
    if (!(error instanceof NoSnapshot) || !isNewest || where.needsSnapshot !== false) throw error;
    const words = `no snapshot exists yet: ${error.why}; $SNAPSHOT is not set`;
    ports.report({
      type: 'warning',
      app,
      words,
      hint: shellCommand`volsyncctl trigger ${app.name} -n ${app.namespace}`,
    });
    return error;
  }
}

/** The selected snapshot of those in the repository; a Failure if there is none. Warns if it may be somebody else's. */
export async function snapshotToOpen(
  app: ObjectKey,
  selector: BackupSelector,
  { work, environment }: { readonly work: Workplace; readonly environment: MoverEnvironment },
  ports: VolumePorts,
): Promise<Snapshot> {
  const held = await listed(app, { work, environment }, ports);
  const snapshot = await meant(app, selector, held, environment.source);
  await reportOwnership([snapshot], { source: environment.source, snapshots: held.snapshots }, ports);
  return snapshot;
}

async function meant(
  app: ObjectKey,
  selector: BackupSelector,
  { snapshots, passedOver }: Listed,
  source: ReplicationSource,
): Promise<Snapshot> {
  if ('choose' in selector) return selector.choose(snapshots, passedOver);
  const hint = shellCommand`volsyncctl snapshots ${app.name} -n ${app.namespace}`;
  if ('name' in selector && selector.name === 'latest' && snapshots.length === 0 && passedOver.length === 0) {
    const message = `There is no snapshot in the repository of ${app.namespace}/${app.name}.`;
    throw new NoSnapshot('the repository is empty', { kind: 'unprotected', message, details: [], hint });
  }
  if ('name' in selector) return snapshotNamed(selector.name, { app, snapshots, passedOver });
  if (passedOver.length > 0) {
    const message = `restic could not read all snapshots in the repository of ${app.namespace}/${app.name}, and one of those may be nearer to that time.`;
    throw new Failure('unknown', message, { hint, details: passedOver });
  }
  const found = snapshots.find((snapshot) => isOfMoment(snapshot, selector.asOf, source));
  if (found !== undefined) return found;
  const oldest = snapshots.at(-1);
  const nearest = oldest === undefined ? '' : `; the oldest is ${shortId(oldest.id)} of ${oldest.time.toISOString()}`;
  throw new Failure(
    'unprotected',
    `There is no snapshot of ${selector.asOf.toISOString()} or before in the repository of ${app.namespace}/${app.name}${nearest}.`,
    { hint },
  );
}

interface Listed {
  /** Newest first. */
  readonly snapshots: readonly Snapshot[];
  /** restic's messages about those that it could not read. */
  readonly passedOver: readonly string[];
}

async function listed(
  app: ObjectKey,
  { work, environment }: { readonly work: Workplace; readonly environment: MoverEnvironment },
  ports: VolumePorts,
): Promise<Listed> {
  let passedOver: readonly string[] = [];
  const onErrors = (lines: readonly string[]) => {
    passedOver = lines.filter((line) => line.startsWith('Ignoring ')).map(withoutCredentials);
  };
  try {
    const text = await resticText(['snapshots', '--json'], work, onErrors);
    return { snapshots: understood(app, text), passedOver };
  } catch (error) {
    if (!(error instanceof ProgramError)) throw error;
    const trouble = troubleOf(error);
    const failure = await unseenBackup(app, trouble, environment, ports);
    if (trouble.reason !== 'repository-missing' || environment.hiddenMounts !== undefined) throw failure;
    throw new NoSnapshot(trouble.message, failure);
  }
}

function troubleOf({ exitCode, errors }: ProgramError): Diagnosis {
  return failureOfRestic({ name: 'snapshots', exitCode, output: [], errors: [...errors] });
}

function understood({ namespace, name }: ObjectKey, text: string): readonly Snapshot[] {
  try {
    return readSnapshots(text.split('\n'));
  } catch (cause) {
    const message = `restic's list of the snapshots of ${namespace}/${name} could not be parsed: ${(cause as Error).message}`;
    throw new Failure('unknown', message, { cause });
  }
}

/** restic has failed, or what it needs could not be determined. */
export async function unseenBackup(
  { namespace, name }: ObjectKey,
  trouble: Diagnosis,
  environment: MoverEnvironment,
  ports: VolumePorts,
): Promise<Failure> {
  const judgement = await new SilenceJudge(ports).judge(trouble, environment);
  const { details, hint } = judgement;
  const why = judgement.message.replace(/\.$/, '');
  const message = `The backup of ${namespace}/${name} cannot be opened: ${why}.`;
  return new Failure(unseenOutcome(judgement), message, { details, hint });
}
