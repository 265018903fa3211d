import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { execa } from 'execa';
import { afterAll, describe, expect, it } from 'vitest';
import { build } from '../lab/build.ts';
import { apply, type Manifest, until } from '../lab/kubectl.ts';
import { csiSanity, tools } from '../lab/tools.ts';
import { csiDriverFolder } from '../lab/versions.ts';
import { images } from '../lab/versions.ts';
import { createNamespace, kubectl, removeNamespace } from './lab.ts';

const namespaces: string[] = [];

afterAll(async () => {
  await Promise.all(namespaces.map(removeNamespace));
});

describe("the lab's storage driver", () => {
  it('is formatted, vetted and tested Go', async () => {
    const inFolder = { cwd: csiDriverFolder };
    expect((await execa('gofmt', ['-l', '.'], inFolder)).stdout).toBe('');
    await execa('go', ['vet', './...'], inFolder);
    expect((await execa('go', ['test', './...'], inFolder)).stdout).toMatch(/^ok /);
  });

  it.each([
    ['directories', 'false'],
    ['volumes with a size', 'true'],
  ])('passes csi-sanity with %s', async (_, sized) => {
    const summary = await sanity(sized);
    expect(summary).toMatch(/ 0 Failed /);
    expect(Number(/(\d+) Passed/.exec(summary)?.[1])).toBeGreaterThanOrEqual(50);
  });

  it('clones a volume, and a clone is not changed by its source', async () => {
    const namespace = await newNamespace();
    await apply([
      claim(namespace, 'source'),
      pod(namespace, 'first', { claim: 'source', script: 'echo one >/data/file' }),
    ]);
    await output(namespace, 'first');
    const dataSource = { kind: 'PersistentVolumeClaim', name: 'source' };
    await apply([claim(namespace, 'clone', { dataSource }), pod(namespace, 'reader', readFile('clone'))]);
    await output(namespace, 'reader');
    await apply([pod(namespace, 'second', { claim: 'source', script: 'echo two >/data/file' })]);
    await output(namespace, 'second');
    await apply([pod(namespace, 'of-source', readFile('source')), pod(namespace, 'of-clone', readFile('clone'))]);
    expect(await output(namespace, 'of-source')).toBe('Succeeded\ntwo\n');
    expect(await output(namespace, 'of-clone')).toBe('Succeeded\none\n');
  });

  it('fills a volume with a size, and grows it while it is in use', async () => {
    const namespace = await newNamespace();
    const script = [
      'dd if=/dev/zero of=/data/one bs=1M count=20; rm /data/one',
      'until [ -e /data/grown ]; do sleep 0.2; done',
      'dd if=/dev/zero of=/data/two bs=1M count=20 2>/dev/null && echo it fits now',
    ].join('\n');
    const small = claim(namespace, 'small', { storageClassName: 'ceph-block-sized' });
    await apply([small, pod(namespace, 'fill', { claim: 'small', script })]);
    const written = (): Promise<string> => kubectl(['logs', 'fill', '-n', namespace]);
    await until('the volume is full', async () => (await written()).includes('No space left on device'));
    const larger = { spec: { resources: { requests: { storage: '64Mi' } } } };
    await kubectl(['patch', 'pvc', 'small', '-n', namespace, '-p', JSON.stringify(larger)]);
    const capacity = ['get', 'pvc', 'small', '-n', namespace, '-o', 'jsonpath={.status.capacity.storage}'];
    await until('the volume has grown', async () => (await kubectl(capacity)) === '64Mi');
    await kubectl(['exec', 'fill', '-n', namespace, '--', 'touch', '/data/grown']);
    expect(await output(namespace, 'fill')).toMatch(/^Succeeded\n[^]*it fits now\n$/);
  });

  it('lets nobody write to a volume that is mounted read-only', async () => {
    const namespace = await newNamespace();
    const reader = pod(namespace, 'reader', { claim: 'data', script: 'touch /data/file 2>&1', readOnly: true });
    await apply([claim(namespace, 'data'), reader]);
    expect(await output(namespace, 'reader')).toMatch(/^Failed\n.*Read-only file system/);
  });
});

function readFile(name: string): PodOf {
  return { claim: name, script: 'cat /data/file' };
}

/** Runs the conformance tests on a separate driver in its own mount namespace, and returns the summary line. */
async function sanity(sized: string): Promise<string> {
  const [driver, tests] = [await build(tools['csi-driver']), await build(csiSanity)];
  const folder = mkdtempSync(path.join(os.tmpdir(), 'sanity-'));
  mkdirSync(path.join(folder, 'data'));
  writeFileSync(path.join(folder, 'parameters'), `sized: '${sized}'\n`);
  const script = [
    'cd "$0" && { "$1" --socket=csi --data=data & }',
    'until [ -S csi ]; do sleep 0.1; done',
    '"$2" --csi.endpoint="$0/csi" --csi.mountdir="$0/mount" --csi.stagingdir="$0/stage" --csi.testvolumeparameters=parameters --ginkgo.no-color',
    'kill %1; wait',
  ].join('\n');
  try {
    const { all } = await execa('unshare', ['--mount', 'bash', '-c', script, folder, driver, tests], { all: true });
    return /^.*\d+ Passed.*$/m.exec(all)?.[0] ?? all;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function newNamespace(): Promise<string> {
  const name = await createNamespace('storage');
  namespaces.push(name);
  return name;
}

function claim(namespace: string, name: string, spec: object = {}): Manifest {
  const own = { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '16Mi' } } };
  return { apiVersion: 'v1', kind: 'PersistentVolumeClaim', metadata: { name, namespace }, spec: { ...own, ...spec } };
}

interface PodOf {
  readonly claim: string;
  readonly script: string;
  readonly readOnly?: boolean;
}

/** A pod that runs a script once, with the volume at /data. */
function pod(namespace: string, name: string, { claim: claimName, script, readOnly = false }: PodOf): Manifest {
  const volumeMounts = [{ name: 'data', mountPath: '/data' }];
  const container = { name: 'main', image: images.busybox, command: ['sh', '-c', script], volumeMounts };
  const volumes = [{ name: 'data', persistentVolumeClaim: { claimName, readOnly } }];
  const spec = { restartPolicy: 'Never', terminationGracePeriodSeconds: 1, containers: [container], volumes };
  return { apiVersion: 'v1', kind: 'Pod', metadata: { name, namespace }, spec };
}

async function output(namespace: string, name: string): Promise<string> {
  const phase = ['get', 'pod', name, '-n', namespace, '-o', 'jsonpath={.status.phase}'];
  await until(`pod ${name} has ended`, async () => /Succeeded|Failed/.test(await kubectl(phase)));
  const text = await kubectl(['logs', name, '-n', namespace]);
  return `${await kubectl(phase)}\n${text}`;
}
