import { randomBytes } from 'node:crypto';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isFailure } from '../../src/errors.ts';
import { resources } from '../../src/volsync/resources.ts';
import { rollBackVolume, type RolledBack } from '../../src/commands/restore/in-place/operation/rollback.ts';
import {
  retakeSafetySnapshot,
  takeSafetySnapshot,
  removeOtherSafetySnapshots,
  removeSafetySnapshot,
  type SafetySnapshotRequest,
} from '../../src/commands/restore/in-place/operation/safety-snapshot.ts';
import { safetySnapshotNames } from '../../src/sources/safety-snapshot-names.ts';
import { createApp, type NewApp } from '../lab/app.ts';
import { volumeFolder } from '../lab/fault-files.ts';
import { apply, getJson, until } from '../lab/kubectl.ts';
import { images } from '../lab/versions.ts';
import { hostileScript } from './hostile-files.ts';
import { leftIn } from './inside-lab.ts';
import { createNamespace, kubectl, removeNamespace } from './lab.ts';
import { realPorts, type RealPorts } from './real-ports.ts';
import { differingPaths, volumeState } from './volume-state.ts';

const namespaces: string[] = [];
let namespace = '';

beforeAll(async () => {
  namespace = await newNamespace();
});

afterAll(async () => {
  await Promise.all(namespaces.map(removeNamespace));
});

describe('a rollback from a safety VolumeSnapshot', () => {
  it('restores each entry exactly, and does nothing a second time', async () => {
    const volume = await openVolume({ namespace });
    await volume.change(`${fill}\n(${hostileScript()})\nchown -R 4000:4000 . && ${afterOwner}`);
    const { before, bring } = await volume.keep();
    await volume.change(`${spoil}\nchown -hR 4000:4000 .`);
    expect(differingPaths(before, volumeState(volume.folder)).length).toBeGreaterThan(20);
    expect((await bring()).comparison).toMatchObject({ verdict: 'same', data: 0, attributes: 0, unreadable: [] });
    expect(differingPaths(before, volumeState(volume.folder))).toEqual([]);
    const again = await realPorts();
    await bring(again);
    expect(again.events.filter(({ type }) => type === 'progress')).toEqual([]);
    expect(differingPaths(before, volumeState(volume.folder))).toEqual([]);
    await volume.forget();
  });

  it('restores files of other users with privileged movers', async () => {
    const own = await newNamespace();
    await kubectl(['annotate', 'namespace', own, 'volsync.backube/privileged-movers=true']);
    const volume = await openVolume({ namespace: own });
    await volume.change('echo 1 >one; chown 7:8 one; chmod 4600 one; mkdir -m 700 two; echo 2 >two/two');
    const { before, bring } = await volume.keep();
    await volume.change('rm one; chmod 755 two; chown 9:9 two/two; echo 3 >two/two');
    expect((await bring()).comparison.verdict).toBe('same');
    expect(differingPaths(before, volumeState(volume.folder))).toEqual([]);
  });

  it('reports what it cannot restore without them, leaves equal files alone, and restores the data', async () => {
    const volume = await openVolume({ namespace });
    await volume.change('echo 1 >changed; echo 2 >kept; chown 0:0 changed kept . ; chmod 1777 .');
    const { before, bring } = await volume.keep();
    await volume.change('chown 4000:4000 changed; echo 3 >changed; rm file-1; chown 4000:4000 file-*');
    const { comparison, errors } = await bring();
    expect(comparison).toMatchObject({ verdict: 'different', isDataSame: true, data: 0 });
    expect(comparison.examples.map(({ path: where, kind }) => `${kind} ${where}`)).toContain('attributes /changed');
    expect(errors.join('\n')).toContain('./changed: Cannot change ownership to uid 0');
    const left = differingPaths(before, volumeState(volume.folder));
    expect(left).toContain('/changed');
    expect(left).not.toContain('/kept');
  });

  it('does not take for equal what it cannot read', async () => {
    const volume = await openVolume({ namespace });
    await volume.change('echo 1 >secret; chown 0:0 secret; chmod 600 secret');
    const { bring } = await volume.keep();
    await expect(bring()).rejects.toMatchObject({ kind: 'unknown' });
  });

  it('is continued after Ctrl-C in the middle, and ends a writer that a crash has left', async () => {
    const volume = await openVolume({ namespace });
    await volume.change('mkdir many; for n in $(seq 3000); do echo $n >many/$n; done; chown -R 4000:4000 .');
    const { before, bring, net } = await volume.keep();
    await volume.change('rm -r many; echo new >extra; chown 4000:4000 extra');
    const stop = new AbortController();
    const interrupted = await realPorts(stop.signal);
    const ended = bring({
      ...interrupted,
      report: (event) => {
        if (event.type === 'progress' && event.words.startsWith('restoring ')) stop.abort();
      },
    }).catch((error: unknown) => error);
    expect(isFailure(await ended, 'interrupted')).toBe(true);
    expect(await leftOf(volume)).toEqual([`VolumeSnapshot/${net.safety.volumeSnapshot}`]);
    await apply([writer(volume.app, net)]);
    await until('the writer writes', () => Promise.resolve(volumeState(volume.folder).has('/noise')));
    await bring();
    expect(differingPaths(before, volumeState(volume.folder))).toEqual([]);
    await volume.forget();
    expect(await leftOf(volume)).toEqual([]);
  });

  it('fails without free space, keeps the whole safety copy, and succeeds once there is space', async () => {
    const volume = await openVolume({ namespace, storageClass: 'ceph-block-sized', size: '32Mi' });
    await inApp(volume.app, 'head -c 12000000 /dev/urandom >/data/large; sha256sum /data/large >/tmp/before');
    const { bring } = await volume.keep();
    // An open file without a name.
    const hold =
      'exec 9>/data/gone; head -c 25000000 /dev/zero >&9; rm /data/gone; echo $$ >/tmp/holder; exec sleep 900';
    await inApp(volume.app, `rm /data/large; sh -c '${hold}' >/dev/null 2>&1 </dev/null & :`);
    await until('there is no room', () => isIn(volume.app, 'test -e /tmp/holder'));
    const failure: unknown = await bring().catch((error: unknown) => error);
    expect(failure).toMatchObject({ kind: 'failed' });
    expect((failure as { details: string[] }).details.join('\n')).toMatch(/large: .*no space is left/);
    await inApp(volume.app, 'kill $(cat /tmp/holder)');
    expect((await bring()).comparison.isDataSame).toBe(true);
    await inApp(volume.app, 'sha256sum -c /tmp/before');
  });

  it("is not made from somebody else's VolumeSnapshot, nor without one", async () => {
    const volume = await openVolume({ namespace });
    const { net, bring } = await volume.keep();
    await kubectl(['label', '--overwrite', 'volumesnapshot', net.safety.volumeSnapshot, '-n', namespace, labelOf('f')]);
    const ports = await realPorts();
    await expect(takeSafetySnapshot(net, ports)).rejects.toMatchObject({ kind: 'refused' });
    await removeSafetySnapshot(net, ports);
    expect(await getJson(['volumesnapshot', net.safety.volumeSnapshot, '-n', namespace])).toBeDefined();
    await kubectl(['delete', 'volumesnapshot', net.safety.volumeSnapshot, '-n', namespace]);
    await expect(bring()).rejects.toMatchObject({ kind: 'failed' });
  });
});

/** Names, links, times, holes and modes that a careless copy loses; existing files stay. */
const fill = `mkdir -p a/b ro 'a!x' deep/er; echo hi >a/f; ln a/f a/b/g; ln -s '../x//s y' a/l
truncate -s 40M sparse; echo x >>sparse; mkfifo a/p; python3 -c 'import socket; socket.socket(1).bind("a/sock")'
echo z >setuid; echo q >ro/q; echo '//d' >'a!x/k'; for n in 1 2 3; do echo $n >deep/er/$n; done
touch -d '1999-01-01 00:00:00.123456789' a/f; touch -h -d 1998-01-01 a/l; touch -d 2001-01-01 deep deep/er`;
const afterOwner = 'chmod 4755 setuid; chmod 400 ro/q; chmod 555 ro';
const spoil = `echo changed >a/f; rm -r deep; mkdir deep; ln -s /etc deep/er; rm a/sock a/p a/b/g; mkdir a/p; echo t >a/p/t
cp a/f a/b/g; echo extra >'ex
tra'; rm setuid file-1; chmod 700 ro; touch -d 2020-01-01 'a!x'; echo more >>file-2
r=$(stat -c %y file-3); s=$(stat -c %s file-3); head -c $s /dev/zero >file-3; touch -d "$r" file-3; touch -h -d 2002-01-01 a/l`;

interface OpenVolume {
  readonly app: { readonly namespace: string; readonly name: string };
  /** Where the lab keeps it. */
  readonly folder: string;
  change(script: string): Promise<void>;
  keep(): Promise<Kept>;
  forget(): Promise<void>;
}

interface Kept {
  readonly before: ReadonlyMap<string, string>;
  readonly net: SafetySnapshotRequest;
  readonly bring: (ports?: RealPorts) => Promise<RolledBack>;
}

/** A separate app, whose pod is idle, and its volume. */
async function openVolume(app: Omit<NewApp, 'name'>): Promise<OpenVolume> {
  const name = `app-${randomBytes(3).toString('hex')}`;
  const key = { namespace: app.namespace, name };
  await createApp({ ...app, name, bootstrap: false, waitFor: 'files' });
  const folder = (await volumeFolder({ app: name, namespace: app.namespace })) ?? '';
  const run = randomBytes(8).toString('hex');
  const safety = {
    kind: 'snapshot',
    volumeSnapshot: safetySnapshotNames(name, run)[0],
    className: 'csi-ceph-blockpool',
  } as const;
  let net: SafetySnapshotRequest = { namespace: app.namespace, app: name, claim: name, run, safety, limitMs: 60_000 };
  return {
    app: key,
    folder,
    change: async (script) => {
      await execa('bash', ['-c', script], { cwd: folder });
    },
    keep: async () => {
      const ports = await realPorts();
      await takeSafetySnapshot(net, ports);
      net = { ...net, safety: await retakeSafetySnapshot(net, ports) };
      await removeOtherSafetySnapshots(net, ports);
      const before = volumeState(folder);
      const { volumeSnapshot } = net.safety;
      return {
        before,
        net,
        bring: async (own) => rollBackVolume(await requestOf(key, run, volumeSnapshot), own ?? ports),
      };
    },
    forget: async () => removeSafetySnapshot(net, await realPorts()),
  };
}

async function requestOf(key: { namespace: string; name: string }, run: string, volumeSnapshot: string) {
  const { cluster } = await realPorts();
  const source = await cluster.get(resources.replicationSources, key);
  const claim = await cluster.get(resources.persistentVolumeClaims, key);
  return { source, claim, run, volumeSnapshot, timeouts: { startMs: 60_000, endMs: 60_000 }, lifetimeMs: 600_000 };
}

async function isIn(app: OpenVolume['app'], test: string): Promise<boolean> {
  await inApp(app, test);
  return true;
}

async function leftOf({ app }: OpenVolume): Promise<readonly string[]> {
  return (await leftIn(app.namespace)).filter((one) => one.includes(app.name) || one.startsWith('Pod/'));
}

async function inApp({ namespace: of, name }: OpenVolume['app'], script: string): Promise<void> {
  await kubectl(['exec', `deployment/${name}`, '-n', of, '--', 'sh', '-ec', script]);
}

function labelOf(digit: string): string {
  return `app.kubernetes.io/instance=${digit.repeat(16)}`;
}

/** A helper pod whose volsyncctl was killed. */
function writer({ namespace: of, name }: OpenVolume['app'], { run }: SafetySnapshotRequest) {
  const labels = { 'app.kubernetes.io/managed-by': 'volsyncctl', 'app.kubernetes.io/instance': run };
  const container = {
    name: 'bring-back',
    image: images.busybox,
    command: ['sh', '-c', 'while :; do date >>/data/noise; done'],
    volumeMounts: [{ name: 'live', mountPath: '/data' }],
  };
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: `${name}-writer`, namespace: of, labels },
    spec: {
      ...{ restartPolicy: 'Never', terminationGracePeriodSeconds: 1, securityContext: { runAsUser: 4000 } },
      containers: [container],
      volumes: [{ name: 'live', persistentVolumeClaim: { claimName: name } }],
    },
  };
}

async function newNamespace(): Promise<string> {
  const name = await createNamespace('lab-back');
  namespaces.push(name);
  return name;
}
