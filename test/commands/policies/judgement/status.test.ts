import { describe, expect, it } from 'vitest';
import { Failure } from '../../../../src/errors.ts';
import type { Job } from '../../../../src/kubernetes/objects.ts';
import { run } from '../../../../src/program/run.ts';
import { resources } from '../../../../src/volsync/resources.ts';
import type { MoverVolume } from '../../../../src/volsync/types.ts';
import type { FakeCluster } from '../../../fakes/fake-cluster.ts';
import { FakeIo } from '../../../fakes/fake-io.ts';
import {
  bindingOf,
  bindings,
  clusterWith,
  mountsNfs,
  nfs,
  policies,
  policy,
  waits,
  waitsAgain,
} from '../../../fakes/policies-world.ts';

const both = ['CREATE', 'UPDATE'];

async function status(cluster: FakeCluster, line = 'policies -n default') {
  const io = new FakeIo({ cluster });
  const exitCode = await run(line.split(' '), io);
  return { exitCode, out: io.out.replace(/\s+/g, ' '), err: io.err, raw: io.out };
}

function installed(cluster: FakeCluster, operations = both): FakeCluster {
  return cluster
    .put(policies, policy('any-name', 'repository', operations), policy('waiting', 'jitter', both))
    .put(bindings, bindingOf('any-name'), bindingOf('waiting'));
}

interface Saying {
  readonly rule?: string;
  readonly level?: string;
  readonly outcome?: string;
  readonly why?: string;
}

/** The problems that `policies` or `doctor` reports about policies: the check and its level. */
async function sayings(command: string, cluster: FakeCluster): Promise<readonly string[]> {
  const { raw } = await status(cluster, `${command} -n default -o json`);
  const document = JSON.parse(raw) as { readonly findings?: readonly Saying[]; readonly problems?: readonly Saying[] };
  const levels: Readonly<Record<string, string>> = { problem: 'bad', 'could-not-look': 'unknown', fine: 'warning' };
  const found = (document.findings ?? [])
    .filter(({ rule, outcome, why }) => rule?.startsWith('policy-') && (outcome !== 'fine' || why !== undefined))
    .map(({ rule, outcome = '' }) => ({ rule, level: levels[outcome] }));
  const all = [...found, ...(document.problems ?? [])].filter(({ level }) => level !== 'unknown');
  return [...new Set(all.map(({ rule, level }) => `${rule ?? '-'} ${level ?? '-'}`))].toSorted();
}

describe('policies status', () => {
  it('shows what movers get, by which policy, whatever its name, and what breaks', async () => {
    const { exitCode, out } = await status(installed(clusterWith(mountsNfs, waits)));
    expect(exitCode).toBe(0);
    expect(out).toContain('served as v1; 2 policies');
    expect(out).toContain('any-name yes CREATE,UPDATE Fail repository');
    expect(out).toContain('waiting yes CREATE,UPDATE Fail jitter');
    expect(out).toContain('source movers get volume repository (nfs nas:/mnt/volsync) at /repository');
    expect(out).toContain('init container jitter (1-120s, busybox:1)');
    expect(out).toContain('any-name (failurePolicy Fail): if it fails, the API server rejects mover Jobs');
  });

  it('says nothing of a cluster without policies but that', async () => {
    const { exitCode, out } = await status(clusterWith());
    expect(exitCode).toBe(0);
    expect(out).toContain('0 policies');
    expect(out).toContain('source movers get nothing');
    expect(out).not.toContain('moverVolumes');
  });

  it.each<[string, FakeCluster, number, string]>([
    ['CREATE alone', installed(clusterWith(mountsNfs), ['CREATE']), 9, 'matches CREATE but not UPDATE'],
    [
      'a second pass that adds again',
      installed(clusterWith(mountsNfs, waitsAgain)),
      9,
      'a second pass changes the pod',
    ],
    [
      'no binding',
      clusterWith(mountsNfs).put(policies, policy('lost', 'repository', both)),
      9,
      'no MutatingAdmissionPolicyBinding names lost',
    ],
    ['a policy that matches no mover', installed(clusterWith(waits)), 9, 'has no volume of any-name'],
    [
      'a Job that is refused',
      clusterWith().fail('create', resources.jobs, new Failure('refused', 'no such key: server')),
      9,
      'the API server rejects their Jobs: no such key: server',
    ],
    ['a missing right', clusterWith().forbid({ verb: 'create', resource: 'jobs' }), 10, 'is unknown'],
    [
      'policies that may not be read',
      clusterWith().forbid({ verb: 'list', resource: 'mutatingadmissionpolicies' }),
      10,
      'policies: no permission to list them',
    ],
  ])('finds %s', async (_what, cluster, code, words) => {
    const { exitCode, out } = await status(cluster);
    expect(out).toContain(words);
    expect(exitCode).toBe(code);
    expect(await sayings('doctor --no-helper-pods -v', cluster)).toEqual(await sayings('policies', cluster));
  });

  it('warns of two policies that add volumes to one mover', async () => {
    const cluster = installed(
      clusterWith(mountsNfs, (pod) => ({ ...pod, volumes: [...(pod.volumes ?? []), { name: 'ca', secret: {} }] })),
    );
    cluster.put(policies, policy('authority', 'ca', both)).put(bindings, bindingOf('authority'));
    expect((await status(cluster)).out).toContain('any-name, authority: they add volumes to the same movers');
    const said = await sayings('policies', cluster);
    expect(said).toContain('policy-order warning');
    expect(await sayings('doctor --no-helper-pods -v', cluster)).toEqual(said);
  });

  it('compares movers that run with what new ones would get', async () => {
    const job: Job = {
      metadata: {
        name: 'volsync-src-web',
        namespace: 'default',
        labels: { 'app.kubernetes.io/created-by': 'volsync' },
      },
      spec: { template: { spec: { volumes: [{ name: 'repository', nfs: { ...nfs, server: 'old' } }] } } },
    };
    const cluster = installed(clusterWith(mountsNfs, waits)).put(resources.jobs, job);
    const { out } = await status(cluster);
    expect(out).toContain('volume repository is nfs old:/mnt/volsync, now nfs nas:/mnt/volsync');
    expect(await sayings('policies', cluster)).toEqual(['policy-drift warning']);
    expect(await sayings('doctor --no-helper-pods -v', cluster)).toEqual(['policy-drift warning']);
  });

  it('shows the migration of this cluster, with what moverVolumes has already', async () => {
    const cluster = installed(clusterWith(mountsNfs));
    const ca = { mountPath: 'ca', volumeSource: { secret: { secretName: 'ca' } } };
    cluster.put(resources.replicationDestinations, {
      metadata: { name: 'web-bootstrap', namespace: 'default', labels: { 'argocd.argoproj.io/instance': 'web' } },
      spec: { restic: { repository: 'web-volsync', moverVolumes: [ca] } },
    });
    const { out } = await status(cluster, 'policies status --migration');
    const added = '{"mountPath":"repository","volumeSource":{"nfs":{"server":"nas","path":"/mnt/volsync"}}}';
    expect(out).toContain(
      `kubectl patch replicationsource web -n default --type merge -p '{"spec":{"restic":{"moverVolumes":[${added}]}}}'`,
    );
    expect(out).toContain(`"moverVolumes":[${JSON.stringify(ca)},${added}]`);
    expect(out).toContain('where RESTIC_REPOSITORY starts with /repository/, change that to /mnt/repository/');
    expect(out).toContain('# replicationdestination default/web-bootstrap is managed by Argo CD (Application web)');
    expect(out.match(/Secret default\/web-volsync/g)).toHaveLength(1);
  });

  it('patches nothing that has the volume already, and takes no path that is taken', async () => {
    const volumes = (mountPath: string, volumeSource: MoverVolume['volumeSource']) => ({
      metadata: { name: 'web', namespace: 'default' },
      spec: { restic: { repository: 'web-volsync', moverVolumes: [{ mountPath, volumeSource }] } },
    });
    const cluster = installed(clusterWith(mountsNfs));
    cluster.put(resources.replicationSources, volumes('repo', { nfs: { path: nfs.path, server: nfs.server } }));
    const done = await status(cluster, 'policies status --migration');
    expect(done.out).not.toContain('kubectl patch');
    expect(done.out).toContain('change that to /mnt/repo/');
    cluster.put(resources.replicationSources, volumes('repository', { secret: { secretName: 'x' } }));
    expect((await status(cluster, 'policies status --migration')).out).toContain('change that to /mnt/repository-nfs/');
  });

  it('says where VolSync is too old for the migration', async () => {
    const cluster = installed(clusterWith(mountsNfs));
    cluster.fail('create', resources.replicationSources, new Failure('refused', 'unknown field'));
    expect((await status(cluster)).out).toContain('VolSync 0.15 or later is required');
  });

  it('looks at every namespace with sources, and creates nothing', async () => {
    const cluster = clusterWith(mountsNfs).put(resources.replicationSources, {
      metadata: { name: 'mail', namespace: 'work' },
    });
    const { raw } = await status(cluster, 'policies status -A -o json');
    const document = JSON.parse(raw) as { readonly schema: string; readonly movers: readonly { namespace: string }[] };
    expect(document.schema).toBe('volsyncctl/policies/v1');
    expect(document.movers.map(({ namespace }) => namespace)).toEqual(['default', 'default', 'work', 'work']);
    expect(cluster.stored(resources.jobs)).toEqual([]);
  });
});
