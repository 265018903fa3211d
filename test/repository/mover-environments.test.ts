import { describe, expect, it } from 'vitest';
import { Failure } from '../../src/errors.ts';
import type { Deployment, Job } from '../../src/kubernetes/objects.ts';
import { resources } from '../../src/volsync/resources.ts';
import { MoverEnvironments, type EnvironmentOverrides } from '../../src/repository/mover-environments.ts';
import type { ReplicationSource } from '../../src/volsync/types.ts';
import { FakeCluster } from '../fakes/fake-cluster.ts';
import { sourceObject } from '../fakes/fleet-objects.ts';

const nfs = { server: 'nas', path: '/vault' };
const injected = { volume: { name: 'repository', nfs }, mount: { name: 'repository', mountPath: '/repository' } };
const ownVolume = { mountPath: 'own', volumeSource: { persistentVolumeClaim: { claimName: 'own' } } };
const withOwnVolume = sourceObject({ restic: { repository: 'web-volsync', moverVolumes: [ownVolume] } });

const controller: Deployment = {
  metadata: {
    name: 'volsync',
    namespace: 'volsync-system',
    labels: { 'control-plane': 'volsync-controller', 'app.kubernetes.io/name': 'volsync' },
  },
  spec: {
    template: {
      spec: {
        containers: [
          {
            name: 'manager',
            command: ['/manager'],
            args: ['--restic-container-image=mover:1'],
            env: [{ name: 'HTTPS_PROXY', value: 'http://proxy' }],
          },
        ],
      },
    },
  },
};

/** A Job with what admission adds to movers. */
function admitted(job: Job, image?: string): Job {
  const pod = job.spec?.template?.spec;
  const containers = (pod?.containers ?? []).map((container) => ({
    ...container,
    ...(image !== undefined && { image }),
    volumeMounts: [...(container.volumeMounts ?? []), injected.mount],
  }));
  const spec = { ...pod, containers, volumes: [...(pod?.volumes ?? []), injected.volume] };
  return { ...job, spec: { ...job.spec, template: { spec } } };
}

const liveMover = admitted(
  {
    metadata: { namespace: 'home', name: 'volsync-src-web' },
    spec: { template: { spec: { containers: [{ name: 'restic' }] } } },
  },
  'mover:live',
);
const cluster = () => new FakeCluster().put(resources.deployments, controller);

function placeIn(world: FakeCluster, overrides: EnvironmentOverrides = {}, source: ReplicationSource = sourceObject()) {
  return new MoverEnvironments(overrides, { cluster: world, signal: new AbortController().signal }).find(source);
}

describe('MoverPlaces', () => {
  it('lets admission show what it gives to movers, and makes nothing', async () => {
    const world = cluster().admit(resources.jobs, (job) => admitted(job));
    expect(await placeIn(world)).toEqual({
      value: {
        source: sourceObject(),
        secret: 'web-volsync',
        image: 'mover:1',
        proxies: [{ name: 'HTTPS_PROXY', value: 'http://proxy' }],
        pullSecrets: [],
        volumes: [injected],
        hiddenMounts: undefined,
        isPrivileged: false,
        labels: {},
      },
    });
    expect(world.calls.filter(({ verb }) => verb === 'create')).toMatchObject([{ kind: 'jobs', isDryRun: true }]);
    expect(world.stored(resources.jobs)).toEqual([]);
    expect(world.calls.some(({ kind }) => kind === 'secrets')).toBe(false);
  });

  it('takes a live mover where one is in the way, with its image', async () => {
    const world = cluster().put(resources.jobs, liveMover);
    expect(await placeIn(world)).toMatchObject({
      value: { image: 'mover:live', volumes: [injected], hiddenMounts: undefined },
    });
  });

  it('asks again where the Job that was in the way has gone meanwhile', async () => {
    const world = cluster().admit(resources.jobs, (job) => admitted(job));
    const conflict = new Failure('refused', 'changed by someone else');
    world.put(resources.jobs, liveMover).before('create', resources.jobs, () => {
      if (world.stored(resources.jobs).length === 0) return;
      world.remove(resources.jobs, { namespace: 'home', name: 'volsync-src-web' });
      throw conflict;
    });
    expect(await placeIn(world)).toMatchObject({ value: { volumes: [injected], hiddenMounts: undefined } });
    expect(world.count('create', resources.jobs)).toBe(2);
  });

  it('takes a live mover where the probe is forbidden', async () => {
    const world = cluster().put(resources.jobs, liveMover).forbid({ verb: 'create', resource: 'jobs' });
    expect(await placeIn(world)).toMatchObject({ value: { volumes: [injected], hiddenMounts: undefined } });
  });

  it.each<[string, (world: FakeCluster) => FakeCluster, RegExp]>([
    ['forbidden', (world) => world.forbid({ verb: 'create', resource: 'jobs' }), /: May not create jobs in home\.$/],
    ['forbidden, and so are Jobs', (world) => world.forbid({ resource: 'jobs' }), /: May not get jobs in home\.$/],
    ['refused', (world) => world.fail('create', resources.jobs, new Failure('refused', 'quota')), /: quota$/],
    [
      'failed by a webhook',
      (world) => world.fail('create', resources.jobs, new Failure('unreachable', 'failed calling webhook')),
      /: failed calling webhook$/,
    ],
    [
      'impossible in a namespace that has gone',
      (world) => world.fail('create', resources.jobs, new Failure('not-found', 'gone')),
      /: gone$/,
    ],
  ])(
    'knows the volumes of the source, and that more may be hidden, where the probe is %s',
    async (_why, prepare, why) => {
      const environment = await placeIn(prepare(cluster()), {}, withOwnVolume);
      expect(environment).toMatchObject({ value: { volumes: [{ mount: { mountPath: '/mnt/own' } }] } });
      expect('value' in environment && environment.value.hiddenMounts).toMatch(why);
    },
  );

  it('ends with Ctrl-C, and with an API server that is gone', async () => {
    const gone = new Failure('unreachable', 'gone');
    const world = cluster().fail('create', resources.jobs, gone).fail('find', resources.jobs, gone);
    await expect(placeIn(world)).rejects.toBe(gone);
    const stopped = cluster().fail('create', resources.jobs, new Failure('interrupted', 'Interrupted.'));
    await expect(placeIn(stopped)).rejects.toMatchObject({ kind: 'interrupted' });
  });

  it('asks nothing where the operator knows the volume', async () => {
    const world = cluster();
    expect(await placeIn(world, { repositoryVolume: injected }, withOwnVolume)).toMatchObject({
      value: { volumes: [injected], hiddenMounts: undefined },
    });
    expect(world.count('create')).toBe(0);
  });

  it('prefers the image that was chosen, then that of a live mover', async () => {
    const world = cluster().put(resources.jobs, liveMover);
    expect(await placeIn(world, { moverImage: 'mine' })).toMatchObject({ value: { image: 'mine' } });
    expect(await placeIn(new FakeCluster().put(resources.jobs, liveMover))).toMatchObject({
      value: { image: 'mover:live', proxies: [] },
    });
  });

  it('says why the image is not known', async () => {
    expect(await placeIn(new FakeCluster())).toEqual({
      why: expect.stringMatching(/no Deployment of VolSync/) as string,
    });
    const forbidden = new FakeCluster().forbid({ resource: 'deployments' });
    expect(await placeIn(forbidden)).toEqual({ why: 'May not list deployments in all namespaces.' });
  });

  it('looks where VolSync usually is when it may not look everywhere, or only where it is told', async () => {
    const world = cluster().forbid({ verb: 'list', resource: 'deployments', namespace: undefined });
    expect(await placeIn(world)).toMatchObject({ value: { image: 'mover:1' } });
    expect(await placeIn(cluster(), { volsyncNamespace: 'elsewhere' })).toHaveProperty('why');
  });

  it('asks for what is the same for all only once', async () => {
    const world = cluster();
    const movers = new MoverEnvironments({}, { cluster: world, signal: new AbortController().signal });
    await Promise.all(['a', 'b', 'c'].map((name) => movers.find(sourceObject({}, {}, name))));
    expect([world.count('list'), world.count('find', resources.namespaces), world.count('create')]).toEqual([1, 1, 3]);
  });

  it.each([
    ['true', true],
    ['True', true],
    ['false', false],
  ])('takes movers for privileged by the annotation %s of their namespace: %s', async (text, isPrivileged) => {
    const annotations = { 'volsync.backube/privileged-movers': text };
    const world = cluster().put(resources.namespaces, { metadata: { namespace: '', name: 'home', annotations } });
    expect(await placeIn(world)).toMatchObject({ value: { isPrivileged } });
    world.forbid({ resource: 'namespaces' });
    expect(await placeIn(world)).toMatchObject({ value: { isPrivileged: false } });
  });
});
