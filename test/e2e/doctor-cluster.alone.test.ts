import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { apply, until, type Manifest } from '../lab/kubectl.ts';
import { clusterFaults, type ClusterFault } from './doctor-cluster-faults.ts';
import { createNamespace, removeNamespace, volsyncctl } from './lab.ts';
import { claim } from './leftovers.ts';

const rules = clusterFaults.flatMap(({ finds }) => finds).join(',');
let namespace: string;
let open: ClusterFault | undefined;

beforeAll(async () => {
  namespace = await createNamespace('doctor-cluster');
  const stringData = { RESTIC_REPOSITORY: '/repository/doctor-cluster', RESTIC_PASSWORD: 'cluster' };
  await apply([
    claim({ name: 'data', namespace }),
    { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'in-a-folder', namespace }, stringData },
    ...Array.from({ length: 6 }, (_, index) => source(`crowd-${index}`, 'no-such-secret')),
    source('folder', 'in-a-folder', 'no-such-claim'),
  ]);
});

afterEach(async () => {
  await open?.off();
  open = undefined;
});

afterAll(async () => {
  await removeNamespace(namespace);
});

it.each(clusterFaults)('doctor finds that $what', async (fault) => {
  open = fault;
  await fault.on(namespace);
  await finds(fault, fault.finds);
});

it('doctor finds nothing after all faults are repaired', async () => {
  await finds({ isInRepositories: true }, []);
});

/** It is not visible when the API server starts to use a new policy or kind. */
async function finds(
  { isInRepositories }: Pick<ClusterFault, 'isInRepositories'>,
  wanted: readonly string[],
): Promise<void> {
  const flags = isInRepositories ? [] : ['--no-helper-pods'];
  let found: readonly string[] = [];
  await until(`doctor finds ${wanted.join(', ') || 'nothing'}`, async () => {
    const { stdout } = await volsyncctl(['doctor', '-n', namespace, '--rule', rules, '-o', 'json', ...flags]);
    const { findings } = JSON.parse(stdout) as { readonly findings: readonly { readonly rule: string }[] };
    found = [...new Set(findings.map(({ rule }) => rule))].toSorted();
    return found.join() === wanted.join();
  }).catch((error: unknown) => expect(found, String(error)).toEqual(wanted));
}

/** A source that never syncs. */
function source(name: string, repository: string, sourcePVC = 'data'): Manifest {
  return {
    apiVersion: 'volsync.backube/v1alpha1',
    kind: 'ReplicationSource',
    metadata: { name, namespace },
    spec: {
      paused: true,
      sourcePVC,
      trigger: { schedule: '0 2 * * *' },
      restic: { repository, copyMethod: 'Snapshot', retain: { daily: 7 } },
    },
  };
}
