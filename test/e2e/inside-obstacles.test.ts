import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { setFault } from '../lab/fault.ts';
import { apply, getJson, until } from '../lab/kubectl.ts';
import { images } from '../lab/versions.ts';
import { backedUpWith, inApp, localFolder, looked } from './inside-lab.ts';
import { createNamespace, kubectl, removeNamespace, volsyncctl } from './lab.ts';

let namespace: string;

beforeAll(async () => {
  namespace = await createNamespace('inside-obstacles');
  await backedUpWith({ name: 'web', namespace, files: 1 }, async () => {
    await inApp(namespace, 'web', 'mkdir -p conf; printf yaml >conf/app.yaml');
  });
  await inApp(namespace, 'web', 'mkdir locked; echo x >locked/x; chmod 0 locked; echo secret >secret; chmod 0 secret');
});

afterAll(async () => {
  await removeNamespace(namespace);
});

const look = (...args: string[]) => looked(namespace, args);

describe('a missing object', () => {
  it.each<readonly [string, readonly string[], RegExp]>([
    ['a path', ['ls', 'web:/nope'], /There is no "\/nope" in the volume/],
    ['a path beneath a file', ['cat', 'web:/conf/app.yaml/x'], /There is no "\/conf\/app.yaml\/x" in the volume/],
    ['a path of a frozen copy', ['cat', 'web:/nope', '--snapshot'], /There is no "\/nope" in the volume/],
    ['a path of a backup', ['cat', 'web:/nope', '--backup'], /There is no "\/nope" in snapshot [0-9a-f]{8}/],
    ['a folder of a backup', ['ls', 'web:/nope/x', '-R', '--backup'], /There is no "\/nope\/x" in snapshot/],
    ['a path to copy', ['cp', 'web:/nope', '.'], /There is no "\/nope" in the volume/],
    ['an app', ['ls', 'wob:'], /There is no ReplicationSource wob/],
    ['a claim', ['ls', 'pvc/wob:'], /There is no PersistentVolumeClaim wob/],
  ])('%s', async (_what, args, message) => {
    const run = await look(...args);
    expect([run.exitCode, run.stdout], run.stderr).toEqual([3, '']);
    expect(run.stderr).toMatch(message);
  });

  it.each<readonly [string, readonly string[], RegExp]>([
    ['a snapshot', ['ls', 'web:', '--backup=deadbeef'], /There is no snapshot deadbeef/],
    ['a snapshot so old', ['ls', 'web:', '--backup=2020-01-01'], /There is no snapshot of 2020-01-01/],
  ])('%s', async (_what, args, message) => {
    const run = await look(...args);
    expect([run.exitCode, run.stdout], run.stderr).toEqual([9, '']);
    expect(run.stderr).toMatch(message);
  });

  it('a namespace', async () => {
    const run = await volsyncctl(['ls', 'no-such-namespace/web:']);
    expect([run.exitCode, run.stdout], run.stderr).toEqual([3, '']);
    expect(run.stderr).toContain('no-such-namespace');
  });
});

describe('a file that may not be read', () => {
  it('makes cat and its own listing fail, with who may read it', async () => {
    for (const args of [
      ['cat', 'web:/secret'],
      ['ls', 'web:/locked'],
      ['cat', 'web:/locked/x'],
    ]) {
      const run = await look(...args);
      expect([run.exitCode, run.stdout], run.stderr).toEqual([8, '']);
      expect(run.stderr).toMatch(/could not be read as the user 4000/);
      expect(run.stderr).toMatch(/--uid/);
    }
  });

  it('is reported by a listing, which is then incomplete', async () => {
    const text = await look('ls', 'web:', '-R');
    expect(text.exitCode, text.stderr).toBe(10);
    expect(text.stdout.split('\n')).toContain('conf/app.yaml');
    expect(text.stderr).toMatch(/could not be read, so their content is missing:\n.*locked: Permission denied/);
    const { exitCode, stdout } = await look('ls', 'web:', '-R', '-o', 'json');
    expect(exitCode).toBe(10);
    expect(JSON.parse(stdout)).toMatchObject({ isWhole: false, unreadable: [expect.stringContaining('locked')] });
  });

  it('makes a copy fail, which is then incomplete', async () => {
    const run = await look('cp', 'web:', localFolder());
    expect([run.exitCode, run.stdout], run.stderr).toEqual([8, '']);
    expect(run.stderr).toMatch(/Permission denied/);
  });

  it('can be read by root on request', async () => {
    const run = await look('cat', 'web:/secret', '--uid', '0');
    expect([run.exitCode, run.stdout], run.stderr).toEqual([0, 'secret']);
  });
});

it('a PVC that waits for its first pod has no volume to open', async () => {
  const metadata = { name: 'waiting', namespace };
  const resources = { requests: { storage: '1Mi' } };
  const spec = { accessModes: ['ReadWriteOnce'], storageClassName: 'openebs-hostpath', resources };
  await apply([{ apiVersion: 'v1', kind: 'PersistentVolumeClaim', metadata, spec }]);
  for (const place of ['--live', '--snapshot']) {
    const run = await look('ls', 'pvc/waiting:', place);
    expect(run.exitCode, run.stderr).toBe(4);
    expect(run.stderr).toMatch(/waiting is Pending: there is no volume to open yet/);
  }
});

it('a ReadWriteOncePod PVC in use is refused, with the offer of a frozen copy', async () => {
  await oneForAPod();
  const run = await look('ls', 'pvc/single:');
  expect([run.exitCode, run.stdout], run.stderr).toEqual([4, '']);
  expect(run.stderr).toMatch(/single is ReadWriteOncePod and in use by pod holder/);
  expect(run.stderr).toMatch(/frozen copy of it: volsyncctl ls pvc\/single:\/ -n \S+ --snapshot/);
  const frozen = await look('cat', 'pvc/single:/x', '--snapshot');
  expect([frozen.exitCode, frozen.stdout], frozen.stderr).toEqual([0, 'one']);
});

it("a wrong password is reported in restic's words for a backup", async () => {
  await during('wrong-password', async () => {
    const run = await look('ls', 'web:', '--backup');
    expect([run.exitCode, run.stdout], run.stderr).toEqual([8, '']);
    expect(run.stderr).toMatch(/cannot be opened: .*password/);
  });
});

it('an image that cannot be pulled is reported in seconds', async () => {
  const run = await look('ls', 'web:', '--image', 'localhost/no-such-image:1');
  expect([run.exitCode, run.stdout], run.stderr).toEqual([8, '']);
  expect(run.stderr).toMatch(/cannot be pulled/);
  expect(run.stderr).toContain('→ name an image that your nodes can pull: --image');
  expect(run.durationMs).toBeLessThan(120_000);
});

it("the storage driver's error of a failing VolumeSnapshot is reported", async () => {
  await during('snapshot-fails', async () => {
    const run = await look('ls', 'web:', '--snapshot');
    expect([run.exitCode, run.stdout], run.stderr).toEqual([8, '']);
    expect(run.stderr).toMatch(/VolumeSnapshot \S+ does not become ready: the driver reports an error/);
    expect(run.stderr).toContain('the pool has no space left for snapshots');
  });
});

it('a missing VolumeSnapshotClass is reported before anything is created', async () => {
  const run = await look('ls', 'web:', '--snapshot', '--volume-snapshot-class', 'no-such-class');
  expect(run.exitCode, run.stderr).toBe(3);
  expect(run.stderr).toMatch(/VolumeSnapshotClass "no-such-class" not found/);
});

it('works in a namespace that enforces the restricted profile, except for a repository on NFS', async () => {
  await during('pod-security', async () => {
    for (const place of ['--live', '--snapshot']) {
      const run = await look('cat', 'web:/conf/app.yaml', place);
      expect([run.exitCode, run.stdout], run.stderr).toEqual([0, 'yaml']);
    }
    const backup = await look('cat', 'web:/conf/app.yaml', '--backup');
    expect(backup.exitCode, backup.stderr).toBeOneOf([4, 5, 8, 10]);
    expect(backup.stderr).toMatch(/restricted/);
  });
});

describe('a namespace with a quota', () => {
  it('is respected with --requests and --limits', async () => {
    const hard = { 'limits.cpu': '200m', 'limits.memory': '100Mi', 'requests.cpu': '100m', 'requests.memory': '50Mi' };
    await apply([{ apiVersion: 'v1', kind: 'ResourceQuota', metadata: { name: 'tight', namespace }, spec: { hard } }]);
    await until('the quota counts', async () => {
      const quota = await getJson<{ status?: { used?: object } }>(['quota', 'tight', '-n', namespace]);
      return quota?.status?.used !== undefined;
    });
    const usual = await look('cat', 'web:/conf/app.yaml');
    expect([usual.exitCode, usual.stdout], usual.stderr).toEqual([4, '']);
    expect(usual.stderr).toMatch(/exceeded quota: tight/);
    const amounts = ['--requests', 'cpu=10m,memory=20Mi', '--limits', 'cpu=100m,memory=64Mi'];
    const small = await look('cat', 'web:/conf/app.yaml', ...amounts);
    expect([small.exitCode, small.stdout], small.stderr).toEqual([0, 'yaml']);
    await kubectl(['delete', 'quota', 'tight', '-n', namespace]);
  });
});

describe('without a terminal nothing hangs', () => {
  it.each<readonly [string, readonly string[], number, string]>([
    ['browse with nothing to do', ['browse', 'web'], 2, ''],
    ['a command that reads', ['browse', 'web', '--', 'sh', '-c', 'cat; echo done'], 0, 'done'],
    ['a shell with no input', ['browse', 'web', '--shell', '--idle', '10s'], 0, ''],
  ])('%s', async (_what, args, exitCode, stdout) => {
    const run = await look(...args);
    expect([run.exitCode, run.stdout], run.stderr).toEqual([exitCode, stdout]);
    expect(run.durationMs).toBeLessThan(120_000);
  });
});

/** A PVC for a single pod, and the pod that uses it. */
async function oneForAPod(): Promise<void> {
  const metadata = { name: 'single', namespace };
  const resources = { requests: { storage: '1Mi' } };
  const claim = { accessModes: ['ReadWriteOncePod'], storageClassName: 'ceph-block', resources };
  const container = {
    name: 'holder',
    image: images.busybox,
    command: ['sh', '-c', 'printf one >/data/x; sleep 3600'],
    volumeMounts: [{ name: 'data', mountPath: '/data' }],
  };
  const pod = {
    terminationGracePeriodSeconds: 0,
    containers: [container],
    volumes: [{ name: 'data', persistentVolumeClaim: { claimName: 'single' } }],
  };
  await apply([
    { apiVersion: 'v1', kind: 'PersistentVolumeClaim', metadata, spec: claim },
    { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'holder', namespace }, spec: pod },
  ]);
  await kubectl(['wait', '--for=condition=Ready', 'pod/holder', '-n', namespace, '--timeout=240s']);
  await until('the file is there', async () => (await inHolder()) === 'one');
}

function inHolder(): Promise<string> {
  return kubectl(['exec', 'holder', '-n', namespace, '--', 'cat', '/data/x']);
}

async function during(fault: 'wrong-password' | 'snapshot-fails' | 'pod-security', look: () => Promise<void>) {
  const target = fault === 'wrong-password' ? { app: 'web', namespace } : { namespace };
  await setFault(fault, 'on', target);
  try {
    await look();
  } finally {
    await setFault(fault, 'off', target);
  }
}
