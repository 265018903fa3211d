import { type Backend, prepareBackend } from './app-backend.ts';
import { appManifests, sourceManifest, storageManifests } from './app-manifests.ts';
import { appDefaults, type AppOptions, bootstrapName } from './app-options.ts';
import { workloadOf } from './app-workload.ts';
import { ensureFlux } from './flux.ts';
import { publish } from './flux-app.ts';
import { apply, getJson, kubectl, until } from './kubectl.ts';
import { progress } from './progress.ts';

/** An application to create: the options that differ from `appDefaults`. */
export interface NewApp extends Partial<AppOptions> {
  readonly name: string;
  readonly namespace: string;
  /** Where the repository is stored; NFS by default. */
  readonly backend?: Backend;
  /**
   * What to wait for: the first sync's end (the default), the files only, or nothing. Without waiting, all objects are
   * created at once, as a GitOps tool does, and the first sync may find an empty volume; otherwise the source is
   * created when the files exist.
   */
  readonly waitFor?: 'sync' | 'files' | 'nothing';
  /** Whether Flux applies the workload and the source, and reverts changes to them. */
  readonly isByFlux?: boolean;
}

/** Creates an application with its backup, or brings an existing one to this state, and returns all its options. */
export async function createApp({
  waitFor = 'sync',
  backend = 'nfs',
  isByFlux = false,
  ...app
}: NewApp): Promise<AppOptions> {
  const { name, namespace } = app;
  const title = `${namespace}/${name}`;
  await until(`namespace ${namespace} is not being deleted`, () => isUsable(namespace), 120_000);
  await apply([{ apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } }]);
  const options = { ...appDefaults(name, namespace), ...(await prepareBackend(backend, app)), ...app };
  if (isByFlux) await ensureFlux();
  const applied = isByFlux ? applyByFlux : applyDirectly;
  if (waitFor === 'nothing') {
    await applied(options, true);
    return options;
  }
  await applied(options, false);
  await progress.step(`${title}: PVC bound`, () => waitForClaim(options));
  await progress.step(`${title}: ${options.files} files written`, () => waitForFiles(options));
  await applied(options, true);
  if (waitFor === 'sync') await progress.step(`${title}: first sync`, () => waitForSync(options));
  return options;
}

async function applyDirectly(options: AppOptions, hasSource: boolean): Promise<void> {
  await apply([...appManifests(options), ...(hasSource ? [sourceManifest(options)] : [])]);
}

/** Objects with data are not applied by Flux, so that they stay when Flux's objects are deleted. */
async function applyByFlux(options: AppOptions, hasSource: boolean): Promise<void> {
  await apply(storageManifests(options));
  await publish(options, [...workloadOf(options), ...(hasSource ? [sourceManifest(options)] : [])]);
}

async function isUsable(namespace: string): Promise<boolean> {
  const found = await getJson<{ metadata: { deletionTimestamp?: string } }>(['namespace', namespace]);
  return found?.metadata.deletionTimestamp === undefined;
}

/** With a bootstrap destination, this includes the restore. */
async function waitForClaim({ name, namespace, bootstrap }: AppOptions): Promise<void> {
  const hint = bootstrap ? ` (it waits for ReplicationDestination ${bootstrapName(name)})` : '';
  await until(
    `PVC ${name} is bound${hint}`,
    async () => {
      const claim = await getJson<{ status: { phase?: string } }>(['pvc', name, '-n', namespace]);
      return claim?.status.phase === 'Bound';
    },
    120_000,
  ).catch(async (error: unknown) => {
    throw new Error(`${error instanceof Error ? error.message : String(error)}\n${await stateOf(namespace)}`, {
      cause: error,
    });
  });
}

/** What prevents a volume from being bound, for the log of a failed run. */
async function stateOf(namespace: string): Promise<string> {
  const kinds = 'pvc,replicationdestination,volumesnapshot,job,pod';
  const objects = await kubectl(['get', kinds, '-n', namespace, '-o', 'wide']).catch(String);
  const statuses = await kubectl([
    'get',
    'replicationdestination',
    '-n',
    namespace,
    '-o',
    'jsonpath={.items[*].status}',
  ]).catch(String);
  const events = await kubectl(['get', 'events', '-n', namespace, '--sort-by=.lastTimestamp']).catch(String);
  return [objects, statuses, events.split('\n').slice(-40).join('\n')].join('\n');
}

async function waitForFiles({ name, namespace, workload }: AppOptions): Promise<void> {
  await until(
    `${workload} ${name} is ready`,
    async () => {
      const found = await getJson<Workload>([workload, name, '-n', namespace]);
      const { observedGeneration, updatedReplicas, readyReplicas, replicas } = found?.status ?? {};
      const isCurrent = observedGeneration === found?.metadata.generation && updatedReplicas === 1;
      return isCurrent && readyReplicas === 1 && replicas === 1;
    },
    300_000,
  );
}

interface Workload {
  readonly metadata: { readonly generation: number };
  readonly status: {
    readonly observedGeneration?: number;
    readonly updatedReplicas?: number;
    readonly readyReplicas?: number;
    readonly replicas?: number;
  };
}

async function waitForSync({ name, namespace }: AppOptions): Promise<void> {
  await until(
    `ReplicationSource ${name} has synced`,
    async () => {
      const source = await getJson<{ status?: { lastSyncTime?: string; lastSyncStartTime?: string } }>([
        ...['replicationsource', name, '-n', namespace],
      ]);
      return source?.status?.lastSyncTime !== undefined && source.status.lastSyncStartTime === undefined;
    },
    300_000,
  );
}
