import { createApp } from '../lab/app.ts';
import { getJson, patch, until } from '../lab/kubectl.ts';
import { inApp } from './inside-lab.ts';
import { kubectl } from './lab.ts';

/** The fields of `restore --in-place -o json` that the tests use. */
export interface InPlaceDocument {
  readonly snapshot: { readonly id: string };
  readonly safety: { readonly volumeSnapshot: string };
}

/** web with some files, and bare without any. */
export async function makeApps(namespace: string): Promise<void> {
  const quiet = { namespace, schedule: '0 0 1 1 *', bootstrap: false, files: 0, waitFor: 'nothing' } as const;
  await Promise.all([createApp({ ...quiet, name: 'web' }), createApp({ ...quiet, name: 'bare' })]);
  await kubectl(['rollout', 'status', 'deployment/web', '-n', namespace, '--timeout=240s']);
  await inApp(namespace, 'web', 'mkdir -p a/b; echo one > a/b/one; ln -s b a/link; echo two > two; echo three > three');
  await patch(['replicationsource', 'web', '-n', namespace], { spec: { restic: { retain: { last: '20' } } } });
}

/** The journal of web's unfinished restore; undefined if there is none. */
export function journalOf(namespace: string) {
  return getJson(['configmap', 'volsyncctl-restore-web', '-n', namespace]);
}

/** The VolumeSnapshots that volsyncctl has left, by name; those being deleted do not count. */
export async function netsOf(namespace: string): Promise<readonly string[]> {
  const label = 'app.kubernetes.io/managed-by=volsyncctl';
  const found = await getJson<{ items: readonly { metadata: { name: string; deletionTimestamp?: string } }[] }>([
    ...['volumesnapshots', '-n', namespace, '-l', label],
  ]);
  return (found?.items ?? [])
    .filter(({ metadata }) => metadata.deletionTimestamp === undefined)
    .map(({ metadata }) => metadata.name);
}

/** What a restore touches, as it has to be before and afterwards; returned when the app is ready. */
export async function objectsOf(namespace: string): Promise<readonly object[]> {
  await until('web is ready', async () => {
    const found = await getJson<{ status: { readyReplicas?: number } }>(['deployment', 'web', '-n', namespace]);
    return found?.status.readyReplicas === 1;
  });
  const kinds = 'deployment/web,replicationsource/web,pvc/web'.split(',');
  const found = await getJson<{ items: readonly TouchedObject[] }>([...kinds, '-n', namespace]);
  return (found?.items ?? []).map(({ metadata: { uid, annotations, labels }, spec }) => ({
    uid,
    annotations,
    labels,
    spec,
  }));
}

interface TouchedObject {
  readonly metadata: { readonly uid: string; readonly annotations?: object; readonly labels?: object };
  readonly spec: object;
}
