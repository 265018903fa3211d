import { createApp, type NewApp } from '../lab/app.ts';
import { getJson, patch } from '../lab/kubectl.ts';
import { inApp } from './inside-lab.ts';
import { kubectl, volsyncctl, type Run } from './lab.ts';
import { backUp } from './restore-lab.ts';
import { volumeDigests } from './volume-digests.ts';

/** What scripts read of `restore --in-place -o json`. */
export interface InPlaceDocument {
  readonly schema: string;
  readonly outcome: string;
  readonly end: string;
  readonly snapshot: { readonly id: string };
  readonly deletesExtraFiles: boolean;
  readonly safety: { readonly kind: string; readonly volumeSnapshot?: string; readonly snapshotId?: string };
  readonly changed?: { readonly changed: { readonly files: number } };
  readonly check?: { readonly verdict: string };
  readonly leavesData: boolean;
}

/** An app that is backed up only when a test says so. */
export async function quietApp(app: NewApp): Promise<void> {
  await createApp({ schedule: '0 0 1 1 *', bootstrap: false, ...app });
  const { name, namespace } = app;
  // Two of one hour: else the older one is forgotten.
  await patch(['replicationsource', name, '-n', namespace], { spec: { restic: { retain: { last: '20' } } } });
}

/** A state of a volume that is backed up. */
export interface BackedUpState {
  readonly id: string;
  readonly digests: readonly string[];
}

/** Backs an app up as it is now. */
export async function stateOf(namespace: string, app: string): Promise<BackedUpState> {
  return { id: await backUp(namespace, app), digests: await volumeDigests(namespace, app) };
}

/** One file of each kind of change; a file-N that is missing the app itself would write again. */
export function changeFiles(namespace: string, app: string): Promise<string> {
  return inApp(namespace, app, 'echo changed > file-1; rm -f empty; mkdir -p more; echo new > "more/new name"');
}

/** What a restore gives back: with generations, so that also what was changed and changed back is seen. */
export async function touched(namespace: string, app: string): Promise<object> {
  const [deployment, source] = await Promise.all([
    getJson<Touched>(['deployment', app, '-n', namespace]),
    getJson<Touched>(['replicationsource', app, '-n', namespace]),
  ]);
  return {
    replicas: deployment?.spec.replicas,
    ready: deployment?.status?.readyReplicas,
    annotations: annotationsOf(deployment),
    trigger: source?.spec.trigger,
    paused: source?.spec.paused,
    marks: annotationsOf(source),
  };
}

/** As `touched`, with every change counted. */
export async function versions(namespace: string, app: string): Promise<readonly (number | undefined)[]> {
  const kinds = ['deployment', 'replicationsource'];
  const found = await Promise.all(kinds.map((kind) => getJson<Touched>([kind, app, '-n', namespace])));
  return found.map((object) => object?.metadata.generation);
}

/** Everything that volsyncctl has made in a namespace and that is not on its way out. */
export async function leftInPlace(namespace: string): Promise<readonly string[]> {
  const kinds = 'pods,pvc,volumesnapshots,configmaps,replicationdestinations.volsync.backube';
  const label = 'app.kubernetes.io/managed-by=volsyncctl';
  const [ours, jobs] = await Promise.all([
    getJson<Listed>([kinds, '-n', namespace, '-l', label]),
    getJson<Listed>(['jobs', '-n', namespace]),
  ]);
  const movers = (jobs?.items ?? []).filter(({ metadata }) => metadata.name.startsWith('volsync-dst-volsyncctl-'));
  return [...(ours?.items ?? []), ...movers]
    .filter(({ metadata }) => metadata.deletionTimestamp === undefined)
    .map(({ kind, metadata }) => `${kind}/${metadata.name}`)
    .sort();
}

/** Runs `restore` of a namespace. */
export function restore(namespace: string, args: readonly string[]): Promise<Run> {
  const [first = '', ...others] = args;
  const words = ['status', 'resume', 'abort'].includes(first) ? [first, ...others] : args;
  return volsyncctl(['restore', ...words, '-n', namespace], { timeoutMs: 280_000 });
}

/** Removes safety nets that were kept on purpose. */
export async function removeNets(namespace: string): Promise<void> {
  const label = 'app.kubernetes.io/managed-by=volsyncctl';
  await kubectl(['delete', 'volumesnapshots', '-n', namespace, '-l', label, '--wait=false']);
}

interface Touched {
  readonly metadata: { readonly generation?: number; readonly annotations?: Readonly<Record<string, string>> };
  readonly spec: { readonly replicas?: number; readonly trigger?: object; readonly paused?: boolean };
  readonly status?: { readonly readyReplicas?: number };
}

interface Listed {
  readonly items: readonly {
    readonly kind: string;
    readonly metadata: { readonly name: string; readonly deletionTimestamp?: string };
  }[];
}

/** Without those that Kubernetes and kubectl keep for themselves. */
function annotationsOf(object: Touched | undefined): readonly string[] {
  return Object.entries(object?.metadata.annotations ?? {})
    .filter(([name]) => !name.includes('kubernetes.io/'))
    .map(([name, value]) => `${name}=${value}`)
    .sort();
}
