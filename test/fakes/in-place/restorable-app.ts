import { rawText } from '../../../src/foreign-text.ts';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { run } from '../../../src/program/run.ts';
import type { Resource } from '../../../src/kubernetes/cluster.ts';
import type { Container, KubeObject } from '../../../src/kubernetes/objects.ts';
import { resources } from '../../../src/volsync/resources.ts';
import type { ReplicationSource } from '../../../src/volsync/types.ts';
import type { FakeCluster } from '../fake-cluster.ts';
import { FakeIo, type FakeIoOptions } from '../fake-io.ts';
import { fakeRestore } from '../fake-restore.ts';
import { sourceObject } from '../fleet-objects.ts';
import { runPods } from '../helper-pod-world.ts';
import { LocalVolume } from '../local-volume.ts';
import { answerOf, secretOf } from '../repository-answers.ts';
import { printedSnapshots, snapshotNamed } from '../repository-objects.ts';
import { replicasOf, webPod, withControllers, worldOfWeb } from './controllers.ts';

/**
 * The complete app home/web: a Deployment that is scaled, a volume that is a local folder, a repository with one
 * snapshot of it, a driver that takes VolumeSnapshots, and a VolSync that restores into it. Programs of helper pods run
 * locally.
 */
export class RestorableApp {
  readonly volume = new LocalVolume();
  readonly cluster: FakeCluster = withControllers(worldOfWeb()).cluster;
  /** What the mover writes to the volume in addition to the restore. */
  moverWrites: (app: this) => void = () => undefined;
  /** The content of the VolumeSnapshot. */
  readonly #copy = mkdtempSync(path.join(tmpdir(), 'local-copy-'));

  /** The id of the snapshot in each repository, by its Secret. */
  readonly #ids = new Map([['web-volsync', '724684cd']]);

  constructor() {
    this.write('kept', 'as it was');
    this.write('changed', 'as it was');
    this.volume.backUp();
    this.write('changed', 'by mistake');
    const { cluster } = this;
    runPods(cluster, (container) => (isIdle(container) ? { running: {} } : this.#answered(container)));
    cluster.programs = this.volume.programs({ folders: { '/copy': this.#copy } });
    cluster
      .put(resources.namespaces, { metadata: { name: 'home' } })
      .put(resources.replicationSources, sourceObject())
      .put(resources.persistentVolumeClaims, claim)
      .put(resources.storageClasses, { metadata: { name: 'block' }, provisioner: 'csi.one' })
      .put(resources.volumeSnapshotClasses, { metadata: { name: 'csi' }, driver: 'csi.one', deletionPolicy: 'Delete' })
      .afterPatch(resources.replicationSources, (now, before) => this.#reschedule(now, before))
      .afterCreate(resources.volumeSnapshots, ({ metadata: { name } }) => this.#freeze(name))
      .afterCreate(resources.replicationDestinations, ({ spec }) => {
        this.volume.restore(spec?.restic?.enableFileDeletion === true);
        this.moverWrites(this);
      });
    fakeRestore({ idOf: (secret) => this.#ids.get(secret) ?? '724684cd' }, cluster);
  }

  /** Adds an app that nothing mounts; its volume and its backup have the same content. */
  addApp(name: string, id: string, volume = name): void {
    const latestMoverStatus = { result: 'Successful', logs: `snapshot ${id} saved` } as const;
    const { metadata } = claim;
    this.#ids.set(`${name}-volsync`, id);
    this.cluster
      .put(resources.replicationSources, sourceObject({ sourcePVC: volume }, { latestMoverStatus }, name))
      .put(resources.persistentVolumeClaims, {
        ...claim,
        metadata: { ...metadata, name: volume, uid: volume === 'web' ? metadata.uid : `uid-${volume}` },
      });
  }

  write(name: string, text: string): void {
    writeFileSync(path.join(this.volume.root, name), text);
  }

  /** The content of every file. */
  get files(): Readonly<Record<string, string>> {
    const { root } = this.volume;
    return Object.fromEntries(
      readdirSync(root)
        .toSorted()
        .map((name) => [name, readFileSync(path.join(root, name), 'utf8')]),
    );
  }

  /** Runs `restore …` in the namespace home. */
  async restore(line: string, options: FakeIoOptions = {}) {
    const io = new FakeIo({ cluster: this.cluster, speed: 20, now: new Date('2026-11-23T15:24:00Z'), ...options });
    const exitCode = await run(['restore', ...line.split(' '), '-n', 'home', '--mover-image', 'mover'], io);
    return { exitCode, out: io.out, err: io.err, questions: io.questions };
  }

  /** All changes in the cluster except helper pods, the journal and the Lease, in order. */
  get changes(): readonly string[] {
    return this.cluster.calls.flatMap(({ verb, kind, isDryRun }) =>
      !['create', 'patch', 'delete'].includes(verb) ||
      isDryRun === true ||
      ['pods', 'configmaps', 'leases'].includes(kind)
        ? []
        : [`${verb} ${kind}`],
    );
  }

  /** What differs from the state before any restore: nothing, if everything was released. */
  get left(): readonly string[] {
    const { cluster } = this;
    const [source] = cluster.stored(resources.replicationSources);
    const mark = Object.keys(source?.metadata.annotations ?? {});
    const schedule = source?.spec?.trigger?.schedule;
    const replicas = replicasOf({ cluster });
    const made = [resources.leases, resources.configMaps, resources.replicationDestinations, resources.volumeSnapshots];
    return [
      ...mark,
      ...(schedule === '0 * * * *' ? [] : [`schedule ${rawText(schedule ?? 'none')}`]),
      ...(replicas === 1 ? [] : [`${replicas} replicas`]),
      ...made.flatMap((kind) => cluster.stored<KubeObject>(kind as Resource<KubeObject>).map(() => kind.plural)),
      ...cluster
        .stored(resources.pods)
        .flatMap(({ metadata: { name } }) => (name === webPod().metadata.name ? [] : [name])),
      ...(cluster.openStreams === 0 ? [] : ['open streams']),
    ];
  }

  remove(): void {
    for (const folder of [...this.volume.folders, this.#copy]) rmSync(folder, { recursive: true, force: true });
  }

  /** Acts like VolSync on a schedule change: the next sync of a parked source is far away. */
  #reschedule(now: ReplicationSource, before: ReplicationSource): void {
    const schedule = now.spec?.trigger?.schedule;
    if (schedule === before.spec?.trigger?.schedule) return;
    const nextSyncTime = schedule === '0 * * * *' ? '2026-11-23T16:00:00Z' : '2027-05-01T00:00:00Z';
    this.cluster.put(resources.replicationSources, { ...now, status: { ...now.status, nextSyncTime } });
  }

  #answered(container: Container): readonly string[] {
    const secret = secretOf(container);
    const snapshot = snapshotNamed(this.#ids.get(secret) ?? '724684cd', '2026-11-23T14:00:05Z');
    const address = `/repository/${secret.replace('-volsync', '')}`;
    return answerOf(container, { output: [printedSnapshots(snapshot)], address });
  }

  #freeze(name: string): void {
    cpSync(this.volume.root, this.#copy, { recursive: true, preserveTimestamps: true });
    this.cluster.change(resources.volumeSnapshots, { namespace: 'home', name }, (one) => ({
      ...one,
      status: { readyToUse: true, restoreSize: '1Gi' },
    }));
  }
}

const claim = {
  metadata: { namespace: 'home', name: 'web', uid: 'uid-claim' },
  spec: { accessModes: ['ReadWriteOnce'], storageClassName: 'block', resources: { requests: { storage: '1Gi' } } },
  status: { phase: 'Bound', capacity: { storage: '1Gi' } },
} as const;

function isIdle({ command = [] }: Container): boolean {
  return command[0] === 'sleep';
}
