import { execa } from 'execa';
import { expect } from 'vitest';
import { createApp } from '../lab/app.ts';
import { volumeFolder } from '../lab/fault-files.ts';
import { getJson, until } from '../lab/kubectl.ts';
import { createNamespace, kubectl, removeNamespace, start, volsyncctl, type Run } from './lab.ts';
import { volumeState } from './volume-state.ts';

/** An app that Flux applies every few seconds, whose volume can be read from outside. */
export interface FluxApp {
  readonly namespace: string;
  readonly name: string;
  readonly kind: 'Deployment' | 'StatefulSet';
  /** Where the lab keeps the volume. */
  readonly folder: string;
  /** The files of its only snapshot. */
  readonly saved: VolumeFiles;
}

type VolumeFiles = ReadonlyMap<string, string>;

/** Creates an app in its own namespace, fills its volume, and backs it up once. A Deployment has an autoscaler. */
export async function fluxApp(kind: FluxApp['kind']): Promise<FluxApp> {
  const namespace = await createNamespace('restore-crash');
  const name = 'web';
  const isDeployment = kind === 'Deployment';
  const app = { name, namespace, workload: kind, autoscaler: isDeployment, files: 0, isByFlux: true } as const;
  const options = { ...app, bootstrap: false, schedule: '0 0 1 1 *', copyMethod: 'Direct' } as const;
  // Flux would end a pause that is not in its manifests.
  await createApp({ ...options, source: { paused: true }, waitFor: 'files' });
  const folder = (await volumeFolder({ app: name, namespace })) ?? '';
  await fill(folder, savedScript);
  await createApp(options);
  return { namespace, name, kind, folder, saved: filesOf(folder) };
}

/** Flux first, so that it recreates nothing in a namespace that is being deleted. */
export async function removeFluxApp({ namespace }: FluxApp): Promise<void> {
  await kubectl(['delete', 'kustomizations', '--all', '-n', namespace, '--wait=false']);
  await removeNamespace(namespace);
}

/** Writes the content that the volume has before a restore, and returns it. */
export async function makePresent({ folder }: FluxApp): Promise<VolumeFiles> {
  await fill(folder, presentScript);
  return filesOf(folder);
}

/** All entries with owner, mode, links, time and digest; the time of the volume's own folder is set by the driver. */
export function filesOf(folder: string): VolumeFiles {
  const state = new Map(volumeState(folder));
  state.set('', (state.get('') ?? '').replace(/ \d{19} /, ' '));
  return state;
}

/** Modes as the kubelet sets them for the pod's group, so that no start of a pod changes them. */
const savedScript = `mkdir -p docs/old empty; echo one >docs/one; ln docs/one docs/same; ln -s docs/one link
echo two >docs/old/two; head -c 300000 /dev/urandom >large; echo run >'odd name'; echo kind >kind; echo same >same
touch -d '2020-02-02 02:02:02.123456789' docs/one; touch -d 2019-01-01 docs/old`;
const presentScript = `mkdir -p docs extra/deep kind; echo ONE >docs/one; echo one >docs/same; ln -s docs/same link
head -c 300000 /dev/urandom >large; echo more >extra/deep/more; echo x >kind/x; echo same >same; ln same extra/same
echo run >'odd name'; touch -d '2021-03-03 03:03:03.987654321' extra/deep/more; touch -d 2018-01-01 extra/deep`;

async function fill(folder: string, script: string): Promise<void> {
  const empty = 'find . -mindepth 1 -maxdepth 1 ! -name lost+found -exec rm -rf {} +';
  const modes = 'find . -mindepth 1 -type d -exec chmod 2775 {} +; find . -type f -exec chmod 664 {} +';
  const isOdd =
    script === savedScript ? 'chmod 770 "odd name"; chmod 660 same' : 'chmod 666 "odd name"; chmod 2770 kind';
  const times = 'touch -d 2022-01-01 -h link large same "odd name"';
  const owner = 'chown -hR 4000:4000 .';
  await execa('bash', ['-ec', [empty, script, owner, modes, isOdd, times].join('\n')], { cwd: folder });
}

/** What a restore touches, as it has to be afterwards: everything except statuses, versions and field managers. */
export async function objectsOf({ namespace, name, kind }: FluxApp): Promise<readonly object[]> {
  const kinds = [
    ...[kind, 'PersistentVolumeClaim', 'replicationsources.volsync.backube'],
    ...['kustomizations.kustomize.toolkit.fluxcd.io', ...(kind === 'Deployment' ? ['hpa'] : [])],
  ];
  const found = await getJson<{ items: readonly TouchedObject[] }>([
    ...kinds.map((each) => `${each}/${name}`),
    '-n',
    namespace,
  ]);
  return (found?.items ?? []).map(({ kind: of, metadata: { uid, labels, annotations }, spec }) => {
    return { kind: of, uid, labels, annotations, spec };
  });
}

interface TouchedObject {
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly uid: string;
    readonly labels?: object;
    readonly annotations?: object;
  };
  readonly spec: object;
}

/**
 * Everything that volsyncctl has created and VolSync has created for it, as `Kind/name`, including objects being
 * deleted.
 */
export async function leftBy({ namespace }: FluxApp): Promise<readonly string[]> {
  const kinds = 'configmaps,pods,pvc,volumesnapshots,replicationdestinations.volsync.backube';
  const ours = await getJson<{ items: readonly TouchedObject[] }>([
    ...[kinds, '-n', namespace, '-l', 'app.kubernetes.io/managed-by=volsyncctl'],
  ]);
  const jobs = await getJson<{ items: readonly TouchedObject[] }>(['jobs', '-n', namespace]);
  const movers = (jobs?.items ?? []).filter(({ metadata }) => metadata.name.startsWith('volsync-dst-volsyncctl-'));
  return [...(ours?.items ?? []), ...movers].map(({ kind, metadata }) => `${kind}/${metadata.name}`);
}

/** Starts the restore of the only snapshot. */
export function beginRestore({ namespace, name }: FluxApp) {
  return start(['restore', name, '-n', namespace, '--in-place', '--latest', '--enable-file-deletion', '--yes']);
}

/** Ends an unfinished restore one way or the other. */
export function endRestore({ namespace, name }: FluxApp, way: 'resume' | 'abort', ...flags: string[]): Promise<Run> {
  return volsyncctl(['restore', way, name, '-n', namespace, '--yes', ...flags]);
}

/** Returns when the app runs as Flux applies it. */
export async function isReady({ namespace, name, kind }: FluxApp): Promise<void> {
  await until(`${kind} ${namespace}/${name} is ready`, async () => {
    const found = await getJson<{ spec: { replicas: number }; status: { readyReplicas?: number } }>([
      ...[kind, name, '-n', namespace],
    ]);
    return found?.spec.replicas === 1 && found.status.readyReplicas === 1;
  });
}

/** Restores the app as it was created, whatever an earlier test has left. */
export async function tidied(app: FluxApp): Promise<void> {
  const { namespace, name } = app;
  if ((await getJson(['configmap', `volsyncctl-restore-${name}`, '-n', namespace])) !== undefined) {
    const { exitCode, stderr } = await endRestore(app, 'abort', '--leave-data');
    expect(exitCode, stderr).toBe(0);
  }
  await isReady(app);
  await kubectl(['delete', 'volumesnapshots', '-n', namespace, '-l', 'app.kubernetes.io/managed-by=volsyncctl']);
}
