import { readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { getJson } from '../lab/kubectl.ts';
import { backedUpWith, inApp, leftIn, localFolder, looked, sha256, volsyncctlBytes } from './inside-lab.ts';
import { createNamespace, kubectl, removeNamespace, volsyncctl } from './lab.ts';

let namespace: string;

beforeAll(async () => {
  namespace = await createNamespace('inside');
  const files =
    'mkdir -p conf/deep; printf "a: 1\\n" >conf/app.yaml; printf deeper >conf/deep/x; chmod 664 conf/deep/x';
  const more = 'touch -d "2026-01-02 03:04:05" conf/deep/x; head -c 300000 /dev/urandom >bin';
  await backedUpWith({ name: 'web', namespace }, () => inApp(namespace, 'web', `${files}; ${more}`));
});

afterAll(async () => {
  await removeNamespace(namespace);
});

const look = (...args: string[]) => looked(namespace, args);

describe.each(['--live', '--snapshot', '--backup'])('%s', (place) => {
  it('lists a folder, and everything below it as a document', async () => {
    const names = await look('ls', 'web:', place);
    expect(names.exitCode, names.stderr).toBe(0);
    expect(names.stdout.split('\n')).toEqual(['bin', 'conf/', 'file-1', 'file-2', 'file-3']);

    const all = await look('ls', 'web:/conf', '-R', '-o', 'json', place);
    expect(all.exitCode, all.stderr).toBe(0);
    const document = JSON.parse(all.stdout) as Listing;
    expect(document).toMatchObject({ schema: 'volsyncctl/ls/v1', app: 'web', place: place.slice(2), isWhole: true });
    expect(document.entries.map(({ path: name }) => name)).toEqual(['/conf/app.yaml', '/conf/deep', '/conf/deep/x']);
    expect(document.entries[2]).toMatchObject({ type: 'file', size: 6, uid: 4000, mode: '0664' });
    expect(Date.parse(document.entries[2]?.time ?? '')).toBe(Date.parse('2026-01-02T03:04:05Z'));
  });

  it('writes a file to stdout, byte for byte', async () => {
    const { exitCode, bytes, stderr } = await volsyncctlBytes(['cat', 'web:bin', '-n', namespace, place]);
    expect(exitCode, stderr).toBe(0);
    expect(sha256(bytes)).toBe(await digestInApp('bin'));
    expect(await leftIn(namespace)).toEqual([]);
  });

  it('copies a file and a folder, and verifies them', async () => {
    const folder = localFolder();
    const { exitCode, stdout, stderr } = await look('cp', 'web:bin', 'web:/conf', folder, place);
    expect(exitCode, stderr).toBe(0);
    expect(stdout.match(/checksum verified/g)).toHaveLength(2);
    expect(sha256(readFileSync(path.join(folder, 'bin')))).toBe(await digestInApp('bin'));
    expect(readdirSync(folder, { recursive: true }).toSorted()).toEqual([
      'bin',
      'conf',
      'conf/app.yaml',
      'conf/deep',
      'conf/deep/x',
    ]);
    expect(readFileSync(path.join(folder, 'conf/deep/x'), 'utf8')).toBe('deeper');
    const { mode, mtimeMs } = statSync(path.join(folder, 'conf/deep/x'));
    expect([(mode & 0o777).toString(8), mtimeMs]).toEqual(['664', Date.parse('2026-01-02T03:04:05Z')]);
  });

  it('runs one command with its arguments, and passes on its output and exit code', async () => {
    const script = 'echo "<$1>"; echo "$0" >&2; exit 37';
    const run = await look('browse', 'web', place, '--', 'sh', '-c', script, 'complaint', 'two  words $HOME');
    expect(run).toMatchObject({ exitCode: 37, stdout: '<two  words $HOME>' });
    expect(run.stderr).toMatch(/^complaint$/m);
  });
});

describe.each(['--live', '--snapshot'])('a PVC with %s', (place) => {
  it('can be opened without naming its app', async () => {
    const shown = await look('cat', 'pvc/web:/conf/app.yaml', place);
    expect([shown.exitCode, shown.stdout], shown.stderr).toEqual([0, 'a: 1']);
  });
});

it('starts in the named folder, and restic can read the repository of a backup', async () => {
  const ran = await look('browse', 'web:/conf', '--', 'ls');
  expect(ran.stdout).toBe('app.yaml\ndeep');
  const script = 'env; echo; restic dump "$SNAPSHOT" /conf/app.yaml';
  const found = await look('browse', 'web', '--backup', '--', 'sh', '-c', script);
  expect([found.exitCode, found.stdout.split('\n').at(-1)], found.stderr).toEqual([0, 'a: 1']);
  // Only restic gets the repository's credentials.
  expect(found.stdout).not.toMatch(/RESTIC_|password/i);
});

it('writes one file to stdout with cp to -', async () => {
  const run = await look('cp', 'web:/conf/deep/x', '-');
  expect([run.exitCode, run.stdout], run.stderr).toEqual([0, 'deeper']);
});

describe('nothing can be written', () => {
  it.each([
    ['--live', 4000],
    ['--snapshot', 4000],
    ['--live', 0],
  ])('%s as the user %i', async (place, uid) => {
    const commands = 'touch /data/x; echo no >>/data/bin; rm -f /data/bin; mount -o remount,rw /data; touch /data/y';
    const run = await look('browse', 'web', place, '--uid', String(uid), '--', 'sh', '-c', `id -u; ${commands}`);
    expect(run.stdout).toBe(String(uid));
    expect(run.exitCode).not.toBe(0);
    expect(run.stderr).toMatch(/\/data\/x: Read-only file system/);
    expect(await inApp(namespace, 'web', 'ls; wc -c <bin')).toBe('bin\nconf\nfile-1\nfile-2\nfile-3\n300000\n');
  });

  it('with a pod that holds the volume read-only as volume and mount, has no token and is not root', async () => {
    onTestFinished(removeAll);
    const run = await volsyncctl(['browse', 'web', '-n', namespace, '--snapshot', '--keep', '--', 'true']);
    expect(run.exitCode, run.stderr).toBe(0);
    const kept = await leftIn(namespace);
    expect(kept.map((name) => name.replace(/\/.*/, '')).toSorted()).toEqual([
      'PersistentVolumeClaim',
      'Pod',
      'VolumeSnapshot',
    ]);
    const name = kept.find((one) => one.startsWith('Pod/'))?.slice(4) ?? '';
    const pod = await getJson<{ spec: object }>(['pod', name, '-n', namespace]);
    expect(pod?.spec).toMatchObject({
      automountServiceAccountToken: false,
      restartPolicy: 'Never',
      activeDeadlineSeconds: 4 * 3600 + 60,
      securityContext: { runAsNonRoot: true, runAsUser: 4000, seccompProfile: { type: 'RuntimeDefault' } },
      containers: [
        {
          securityContext: {
            allowPrivilegeEscalation: false,
            readOnlyRootFilesystem: true,
            capabilities: { drop: ['ALL'] },
          },
          volumeMounts: [{ mountPath: '/data', readOnly: true }, { mountPath: '/tmp' }],
        },
      ],
      volumes: [{ persistentVolumeClaim: { readOnly: true } }, { emptyDir: {} }],
    });
    // The message about the kept objects contains the commands that remove them.
    const removals = run.stderr.match(/kubectl delete \S+ \S+ -n \S+/g) ?? [];
    expect(removals).toHaveLength(3);
    for (const removal of removals) await kubectl([...removal.split(' ').slice(1), '--wait=false']);
    expect(await leftIn(namespace)).toEqual([]);
  });
});

interface Listing {
  readonly schema: string;
  readonly entries: readonly {
    readonly path: string;
    readonly type: string;
    readonly size?: number;
    readonly mode: string;
    readonly time: string;
  }[];
}

async function digestInApp(file: string): Promise<string> {
  return (await inApp(namespace, 'web', `sha256sum ${file}`)).split(' ')[0] ?? '';
}

/** Also after a failed check: a second attempt must not find them. */
async function removeAll(): Promise<void> {
  const label = ['-l', 'app.kubernetes.io/managed-by=volsyncctl'];
  await kubectl(['delete', 'pods,pvc,volumesnapshots', '-n', namespace, ...label, '--wait=false']);
}
