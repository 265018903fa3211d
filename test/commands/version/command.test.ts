import { describe, expect, it } from 'vitest';
import { run } from '../../../src/program/run.ts';
import { Failure } from '../../../src/errors.ts';
import type { Deployment, Pod } from '../../../src/kubernetes/objects.ts';
import { version } from '../../../src/version.ts';
import { resources } from '../../../src/volsync/resources.ts';
import { FakeCluster } from '../../fakes/fake-cluster.ts';
import { FakeIo } from '../../fakes/fake-io.ts';

async function typed(line: string, cluster?: FakeCluster) {
  const io = new FakeIo(cluster === undefined ? {} : { cluster });
  const exitCode = await run(line.split(' '), io);
  return { exitCode, out: io.out, err: io.err };
}

const controller = (image: string, labels = {}): Deployment => ({
  metadata: {
    namespace: 'volsync-system',
    name: 'volsync',
    labels: { 'control-plane': 'volsync-controller', ...labels },
  },
  spec: {
    template: {
      spec: {
        containers: [
          {
            name: 'manager',
            image,
            command: ['/manager'],
            args: ['--restic-container-image=quay.io/backube/volsync:0.16.0'],
          },
        ],
      },
    },
  },
  status: { readyReplicas: 1 },
});

const mover = (name: string, created: string): Pod => ({
  metadata: {
    namespace: 'home',
    name,
    labels: { 'app.kubernetes.io/created-by': 'volsync' },
    creationTimestamp: created,
  },
  spec: { containers: [{ name: 'restic', image: 'quay.io/backube/volsync:0.16.0' }] },
  status: { containerStatuses: [{ name: 'restic', state: { running: {} } }] },
});

function cluster(image = 'quay.io/backube/volsync:0.16.0'): FakeCluster {
  return new FakeCluster().put(resources.deployments, controller(image));
}

describe('version', () => {
  it('shows each part, and that restic is unknown where no mover says it', async () => {
    const { exitCode, out } = await typed('version', cluster());
    expect(exitCode).toBe(0);
    expect(out).toBe(
      `volsyncctl  ${version}\n` +
        'Kubernetes  v1.36.0 (https://fake.invalid:6443)\n' +
        'VolSync     0.16.0 (quay.io/backube/volsync:0.16.0, Deployment volsync-system/volsync)\n' +
        'restic      unknown (quay.io/backube/volsync:0.16.0): no mover has a pod now whose log says it\n',
    );
  });

  it('reads the version of restic off the log of the newest mover, and creates nothing', async () => {
    const world = cluster().put(
      resources.pods,
      mover('old', '2026-11-01T00:00:00Z'),
      mover('new', '2026-11-02T00:00:00Z'),
    );
    world.log({ namespace: 'home', name: 'old' }, 'restic').write(['restic 0.17.3 compiled with go']).end();
    world
      .log({ namespace: 'home', name: 'new' }, 'restic')
      .write(['Starting container', 'restic 0.18.1 compiled with go1.25 on linux/amd64'])
      .end();
    expect((await typed('version', world)).out).toContain('restic      0.18.1 (quay.io/backube/volsync:0.16.0)\n');
    expect(world.count('create')).toBe(0);
    expect(JSON.parse((await typed('version -o json', world)).out)).toMatchObject({
      schema: 'volsyncctl/version/v1',
      client: { version },
      kubernetes: { version: 'v1.36.0', address: 'https://fake.invalid:6443' },
      volsync: [{ version: '0.16.0', isReady: true, namespace: 'volsync-system' }],
      restic: { version: '0.18.1' },
    });
  });

  it.each([
    ['quay.io/backube/volsync:v0.15.0@sha256:0123', {}, '0.15.0'],
    ['registry:5000/volsync@sha256:0123', { 'app.kubernetes.io/version': '0.16.1' }, '0.16.1'],
    ['registry:5000/volsync:latest', {}, 'unknown'],
  ])('takes the version from the tag, else from the label: %s', async (image, labels, expected) => {
    const world = new FakeCluster().put(resources.deployments, controller(image, labels));
    expect((await typed('version', world)).out).toContain(`VolSync     ${expected} (${image}, `);
  });

  it('says what may not be seen, and what is not there', async () => {
    const forbidden = cluster().forbid({ resource: 'deployments' }).forbid({ resource: 'pods' });
    const { exitCode, out } = await typed('version', forbidden);
    expect(exitCode).toBe(0);
    expect(out).toMatch(/^VolSync {5}unknown: .*deployments/m);
    expect(out).toMatch(/^restic {6}unknown: .*pods/m);
    expect((await typed('version', new FakeCluster())).out).toMatch(/^VolSync {5}not found/m);
  });

  it('shows what it is itself where there is no cluster, and fails', async () => {
    const { exitCode, out, err } = await typed('version');
    expect([exitCode, out]).toEqual([6, `volsyncctl  ${version}\nKubernetes  unknown\n`]);
    expect(err).toContain('There is no cluster');
    const asJson = await typed('version -o json');
    expect(JSON.parse(asJson.out)).toMatchObject({
      client: { version },
      kubernetes: { unknown: 'There is no cluster in this test.' },
    });
    expect(asJson.exitCode).toBe(6);
  });

  it('asks no cluster with --client', async () => {
    expect(await typed('version --client')).toEqual({ exitCode: 0, out: `volsyncctl  ${version}\n`, err: '' });
  });

  it('is a failure where the server does not say its version', async () => {
    const world = cluster();
    Object.assign(world, { serverVersion: () => Promise.reject(new Failure('forbidden', 'You may not.')) });
    expect((await typed('version', world)).exitCode).toBe(5);
  });
});
