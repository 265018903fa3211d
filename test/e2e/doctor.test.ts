import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createApp, type NewApp } from '../lab/app.ts';
import { appVariants } from '../lab/app-variants.ts';
import { setFault } from '../lab/fault.ts';
import { apply, patch, until, type Manifest } from '../lab/kubectl.ts';
import { apiView } from './api-view.ts';
import {
  deleteHeldBack,
  hideFiles,
  oddFindings,
  oddObjects,
  releaseHeldBack,
  renewVolume,
} from './doctor-odd-objects.ts';
import { doctorViews } from './doctor-views.ts';
import { createNamespace, kubectl, removeNamespace, volsyncctl } from './lab.ts';
import { claim } from './leftovers.ts';

/** No sync starts by itself while the tests run. */
const newYear = '0 0 1 1 *';
let ill: string;
let healthy: string;
let odd: string;
let folder: string;

interface DoctorDocument {
  readonly outcome: string;
  readonly findings: readonly {
    readonly rule: string;
    readonly outcome: string;
    readonly object: { readonly kind: string; readonly name: string };
    readonly hint?: string;
  }[];
}

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'doctor-'));
  [ill, healthy, odd] = await Promise.all([
    createNamespace('doctor'),
    createNamespace('doctor-ok'),
    createNamespace('doctor-odd'),
  ]);
  await Promise.all([
    createApp({ name: 'web', namespace: healthy }),
    makeApp({ name: 'locked', bootstrap: false, schedule: newYear }),
    makeApp({ name: 'parked', schedule: newYear }),
    makeApp({ name: 'sized', bootstrap: false, schedule: newYear }),
    makeApp({ name: 'wrong-pvc', bootstrap: false, source: appVariants['wrong-pvc'], waitFor: 'nothing' }),
    makeApp({ name: 'no-copy', bootstrap: false, source: appVariants['no-copy-method'], waitFor: 'nothing' }),
    makeApp({ name: 'no-secret', bootstrap: false, source: appVariants['missing-secret'], waitFor: 'nothing' }),
    makeApp({ name: 'no-mover', bootstrap: false, source: appVariants['no-mover'], waitFor: 'nothing' }),
    apply(oddObjects(odd)).then(() => deleteHeldBack(odd)),
    renewVolume(odd),
    createApp({ name: 'gone', namespace: odd, bootstrap: false, schedule: newYear }),
    createApp({ name: 'unreadable', namespace: odd, bootstrap: false, schedule: newYear }),
    apply([claim({ name: 'photos', namespace: ill }), ...brokenObjects(ill)]),
    kubectl(['label', 'namespace', ill, 'volsync.backube/privileged-movers=true']),
  ]);
  await Promise.all([
    setFault('stale-lock', 'on', { app: 'locked', namespace: ill }),
    park('parked'),
    hideFiles(odd),
    kubectl(['delete', 'replicationsource', 'gone', '-n', odd, '--cascade=orphan']),
    changed('locked', { cacheStorageClassName: 'missing' }),
    kubectl(['annotate', 'replicationsource', 'parked', '-n', ill, `${lastApplied}={"spec":{"sourcePvc":"parked"}}`]),
    changed('sized', { cacheCapacity: '1Mi', retain: null, volumeSnapshotClassName: 'missing' }),
    patch(['replicationdestination', 'parked-bootstrap', '-n', ill], { spec: { restic: { capacity: '1Mi' } } }),
  ]);
  // Until then, missing objects may still appear, and leftovers may still disappear.
  await until('no app is starting any more', async () => (await youngestMs()) > 61_000);
});

afterAll(async () => {
  await releaseHeldBack(odd);
  const content = ['delete', 'volumesnapshotcontent', odd, '--ignore-not-found', '--wait=false'];
  const namespaces = [ill, healthy, odd].map((namespace) => removeNamespace(namespace));
  await Promise.all([...namespaces, kubectl(content), rm(folder, { recursive: true })]);
});

describe('doctor on the lab', () => {
  it('finds nothing in a healthy namespace', async () => {
    const { exitCode, stdout } = await volsyncctl(['doctor', '-n', healthy]);
    expect(stdout).toMatch(/^✔ 1 app · no problem · 1 note/);
    expect(exitCode).toBe(0);
  });

  it('finds each fault, and no other', async () => {
    const { exitCode, stdout, stderr } = await volsyncctl(['doctor', '-n', ill, '-o', 'json']);
    expect(exitCode, stderr).toBe(9);
    const { findings } = JSON.parse(stdout) as DoctorDocument;
    const found = findings
      .filter(({ outcome }) => outcome === 'problem')
      .map(({ rule, object }) => `${rule} ${object.name}`);
    expect(found.toSorted()).toEqual([
      'bootstrap-destination adrift',
      'cache-size sized',
      'class-missing locked',
      'copy-method no-copy',
      'destination-size parked-bootstrap',
      'dropped-fields parked',
      'mover-missing no-mover',
      'no-retain sized',
      'overwrites-volume clobber',
      'parked-schedule parked',
      'paused adrift',
      'paused clobber',
      'paused twin',
      `privileged-label ${ill}`,
      'secret-missing adrift',
      'secret-missing clobber',
      'secret-missing no-secret',
      'secret-missing twin',
      'shared-repository adrift',
      'shared-repository twin',
      'snapshot-class sized',
      'source-missing wrong-pvc',
      'stale-lock locked',
      `unprotected-pvc ${ill}`,
      'volume-pending adrift',
    ]);
    expect(findings.filter(({ hint }) => hint === undefined)).toEqual([]);
  });

  it('finds faults in objects that no controller touches', async () => {
    const { exitCode, stdout, stderr } = await volsyncctl(['doctor', '-n', odd, '--no-helper-pods', '-o', 'json']);
    expect(exitCode, stderr).toBe(9);
    expect(foundIn(stdout)).toEqual(expect.arrayContaining([...oddFindings(odd)]));
  });

  it('finds the NetworkPolicy that may block a server', async () => {
    const args = ['doctor', 'cut-off', '-n', odd, '--rule', 'network-policy', '--timeout', '5s', '-o', 'json'];
    const { exitCode, stdout, stderr } = await volsyncctl(args);
    expect(exitCode, stderr).toBe(9);
    expect(foundIn(stdout)).toEqual(['network-policy cut-off']);
  });

  it.each(doctorViews)('finds problems in a cluster $what', async ({ changes, finds }) => {
    const view = await apiView(changes);
    const kubeconfig = path.join(folder, 'kubeconfig');
    await writeFile(kubeconfig, view.kubeconfig);
    const args = ['doctor', '-n', healthy, '--no-helper-pods', '-o', 'json', '--kubeconfig', kubeconfig];
    const { exitCode, stdout, stderr } = await volsyncctl(args);
    await view.close();
    expect(exitCode, stderr).toBe(9);
    const rules = new Set(foundIn(stdout).map((found) => found.split(' ')[0]));
    expect([...rules]).toEqual(expect.arrayContaining([...finds]));
  });

  it('fixes what is safe, and leaves no helper pod', async () => {
    const { stdout, exitCode } = await volsyncctl([
      ...['doctor', 'parked', 'sized', '-n', ill, '--rule', 'parked-schedule,cache-size'],
      ...['--no-helper-pods', '--fix', '--yes'],
    ]);
    expect(stdout).toMatch(/✔ \S+\/parked {2}remove the manual tag/);
    expect(stdout).toMatch(/✔ \S+\/sized {2}delete PVC volsync-src-sized-cache/);
    expect(exitCode).toBe(0);
    const manual = await kubectl(['get', 'replicationsource', 'parked', '-n', ill, '-o', 'jsonpath={.spec.trigger}']);
    expect(manual).not.toContain('manual');
    expect(
      await kubectl(['get', 'pods', '-n', ill, '-l', 'app.kubernetes.io/managed-by=volsyncctl', '-o', 'name']),
    ).toBe('');
  });
});

const lastApplied = 'kubectl.kubernetes.io/last-applied-configuration';

/** Faults in the form of objects that no controller touches: paused ones neither copy nor restore. */
function brokenObjects(namespace: string): readonly Manifest[] {
  const apiVersion = 'volsync.backube/v1alpha1';
  const restic = { repository: 'secret-of-twins', copyMethod: 'Snapshot', retain: { last: '1' } };
  const paused = (kind: string, name: string, spec: object): Manifest => ({
    ...{ apiVersion, kind, metadata: { name, namespace } },
    spec: { paused: true, trigger: { manual: 'never' }, ...spec },
  });
  const dataSourceRef = { apiGroup: 'volsync.backube', kind: 'ReplicationDestination', name: 'no-such-destination' };
  return [
    paused('ReplicationSource', 'twin', { sourcePVC: 'sized', restic }),
    paused('ReplicationDestination', 'clobber', { restic: { ...restic, retain: undefined, destinationPVC: 'sized' } }),
    claim({ name: 'adrift', namespace }, { dataSourceRef }),
    paused('ReplicationSource', 'adrift', { sourcePVC: 'adrift', restic }),
  ];
}

/** Each problem, and with a question mark what could not be checked. */
function foundIn(stdout: string): readonly string[] {
  const { findings } = JSON.parse(stdout) as DoctorDocument;
  return findings.map(({ rule, outcome, object }) => `${rule} ${object.name}${outcome === 'problem' ? '' : '?'}`);
}

async function youngestMs(): Promise<number> {
  const field = 'jsonpath={.items[*].metadata.creationTimestamp}';
  const sources = kubectl(['get', 'replicationsources', '-n', ill, '-o', field]);
  const leftovers = kubectl(['get', 'pvc', '-n', odd, '-l', 'app.kubernetes.io/created-by=volsync', '-o', field]);
  const created = (await Promise.all([sources, leftovers])).flatMap((times) => times.split(' ')).map(Date.parse);
  return Date.now() - Math.max(...created);
}

async function makeApp(app: Omit<NewApp, 'namespace'>): Promise<void> {
  await createApp({ ...app, namespace: ill });
}

async function changed(name: string, restic: object): Promise<void> {
  await patch(['replicationsource', name, '-n', ill], { spec: { restic } });
}

async function park(name: string): Promise<void> {
  await patch(['replicationsource', name, '-n', ill], { spec: { trigger: { manual: 'left-behind' } } });
  const field = 'jsonpath={.status.lastManualSync}';
  const isServed = async () =>
    (await kubectl(['get', 'replicationsource', name, '-n', ill, '-o', field])) === 'left-behind';
  await until('the parked sync is over', isServed);
}
