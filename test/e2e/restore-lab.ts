import { randomBytes } from 'node:crypto';
import { expect } from 'vitest';
import { getJson } from '../lab/kubectl.ts';
import { kubectl, volsyncctl, type Run, type RunOptions } from './lab.ts';

/** The fields of `restore -o json` that the tests use. */
export interface RestoreDocument {
  readonly schema: string;
  readonly kind: string;
  readonly state: string;
  readonly snapshot: { readonly id: string; readonly time: string };
  readonly claim: { readonly name: string; readonly storageClassName?: string };
  readonly restored?: { readonly snapshot: string; readonly entries: number };
  readonly tookSeconds?: number;
  readonly moverSeconds?: number;
}

/** A PVC name that no test has used; a second attempt needs a new one too. */
export function freshClaim(): string {
  return `new-${randomBytes(3).toString('hex')}`;
}

/** Runs a restore, and checks that only complete PVCs are left, whatever its result. */
export async function restored(namespace: string, args: readonly string[], options?: RunOptions): Promise<Run> {
  const run = await volsyncctl(['restore', '-n', namespace, ...args], options);
  expect(await leftOfRestore(namespace), run.stderr).toEqual([]);
  return run;
}

/** Objects marked as created by volsyncctl, and movers of its restores; objects being deleted do not count. */
export async function leftOfRestore(namespace: string): Promise<readonly string[]> {
  const label = 'app.kubernetes.io/managed-by=volsyncctl';
  const kinds = 'pods,pvc,replicationdestinations.volsync.backube';
  const ours = await getJson<Listed>([kinds, '-n', namespace, '-l', label]);
  const jobs = await getJson<Listed>(['jobs', '-n', namespace]);
  const movers = (jobs?.items ?? []).filter(({ metadata }) => metadata.name.startsWith('volsync-dst-volsyncctl-'));
  return [...(ours?.items ?? []), ...movers]
    .filter(({ metadata }) => metadata.deletionTimestamp === undefined)
    .map(({ kind, metadata }) => `${kind}/${metadata.name}`);
}

interface Listed {
  readonly items: readonly {
    readonly kind: string;
    readonly metadata: { readonly name: string; readonly deletionTimestamp?: string };
  }[];
}

/** Whether a PVC exists and is not being deleted. */
export async function hasClaim(namespace: string, name: string): Promise<boolean> {
  const found = await getJson<{ metadata: { deletionTimestamp?: string } }>(['pvc', name, '-n', namespace]);
  return found !== undefined && found.metadata.deletionTimestamp === undefined;
}

/** Lets VolSync back up an app, and returns the id of the snapshot. */
export async function backUp(namespace: string, app: string): Promise<string> {
  const { stdout, stderr } = await volsyncctl(['trigger', app, '-n', namespace, '-o', 'json']);
  const { apps } = JSON.parse(stdout) as { apps: readonly { snapshot?: { id: string } }[] };
  const id = apps[0]?.snapshot?.id;
  if (id === undefined) throw new Error(`no backup of ${app}: ${stderr}`);
  return id;
}

/** The objects of an app, which a restore to a new PVC must not touch: each with its version. */
export async function versionsOf(namespace: string, app: string): Promise<string> {
  const spec = 'jsonpath={.items[*].metadata.generation}';
  return kubectl([
    'get',
    `deployments,replicationsources,replicationdestinations`,
    '-n',
    namespace,
    '-l',
    `app.kubernetes.io/name=${app}`,
    '-o',
    spec,
  ]);
}
