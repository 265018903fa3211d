import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createApp } from '../lab/app.ts';
import { volumeFolder } from '../lab/fault-files.ts';
import { apply, getJson, patch, until, type Manifest } from '../lab/kubectl.ts';
import { makeDifferent, makeInPlaceWorld, type InPlaceWorld } from './in-place-world.ts';
import { kubectl, removeNamespace, said, start, volsyncctl } from './lab.ts';
import { volumeState } from './volume-state.ts';

let namespace: string;
let saved: InPlaceWorld['saved'];
/** Of an app that no restore here is about. */
let otherFolder: string;
let source: readonly string[];

beforeAll(async () => {
  ({ namespace, saved } = await makeInPlaceWorld());
  source = ['replicationsource', 'web', '-n', namespace];
  await createApp({ name: 'other', namespace, bootstrap: false, schedule: '0 0 1 1 *', waitFor: 'files' });
  otherFolder = (await volumeFolder({ app: 'other', namespace })) ?? '';
}, 300_000);

afterAll(async () => {
  await removeNamespace(namespace);
});

interface Row {
  readonly what: string;
  readonly change: () => Promise<unknown>;
  /** Exit codes of `restore abort`, and of a following `--leave-data` if needed. */
  readonly ends: readonly number[];
  /** The expected output of the last of them. */
  readonly says: RegExp;
  /** Exit code of `restore status` afterwards. */
  readonly status?: number;
  readonly mend: () => Promise<unknown>;
}

const rows: readonly Row[] = [
  {
    what: 'its source is created again, with the schedule that parks it',
    change: () => madeAnew('replicationsource', (spec) => spec),
    ends: [8],
    says: /ReplicationSource web still has the schedule that parks it/,
    status: 10,
    mend: () => patch(source, { spec: { trigger: { schedule: '0 0 1 1 *' } } }),
  },
  {
    what: 'somebody sets a manual tag',
    change: () => patch(source, { spec: { trigger: { manual: 'by-hand' } } }),
    ends: [4, 8],
    says: /ReplicationSource web has a manual tag[^]* --unpark/,
    mend: () => patch(source, { spec: { trigger: { manual: null } } }),
  },
  {
    what: 'its source is pointed at another PVC',
    change: () => patch(source, { spec: { sourcePVC: 'other' } }),
    ends: [4, 8],
    says: /ReplicationSource web no longer names PVC web/,
    // A sync of its own removes the doubt about what the last one backed up.
    mend: async () => {
      await patch(source, { spec: { sourcePVC: 'web' } });
      await volsyncctl(['trigger', 'web', '-n', namespace]);
    },
  },
  {
    what: 'its Deployment is created again, with no replica',
    change: () => madeAnew('deployment', (spec) => ({ ...spec, replicas: 0 })),
    ends: [8],
    says: /Deployment web was deleted and created again, and\s+has 0 replicas/,
    mend: () => kubectl(['scale', 'deployment', 'web', '-n', namespace, '--replicas=1']),
  },
];

describe('a restore that is unfinished while', () => {
  beforeEach(async () => {
    await kubectl(['rollout', 'status', 'deployment/web', '-n', namespace, '--timeout=240s']);
    await makeDifferent(namespace);
    const running = start([
      'restore',
      'web',
      '-n',
      namespace,
      '--in-place',
      // By its id: whichever the newest one is now.
      '--snapshot',
      saved.id,
      '--enable-file-deletion',
      '--yes',
    ]);
    await said(running.stderr, /5 of 6/);
    running.kill('SIGKILL');
    await running;
  });

  it.each(rows)('$what: not everything is as before, and no other volume is touched', async (row) => {
    const others = volumeState(otherFolder);
    await row.change();
    const runs = [await abort()];
    if (row.ends.length > 1) runs.push(await abort('--leave-data'));
    const words = runs.map(({ stdout, stderr }) => stderr + stdout).join('\n');
    expect(
      runs.map(({ exitCode }) => exitCode),
      words,
    ).toEqual(row.ends);
    expect(runs.at(-1)?.stdout.replaceAll(/\n {4}(?=[^ →])/g, ' ')).toMatch(row.says);
    expect(volumeState(otherFolder)).toEqual(others);
    expect((await volsyncctl(['restore', 'status', '-n', namespace])).exitCode).toBe(row.status ?? 0);
    await row.mend();
    expect((await volsyncctl(['restore', 'status', '-n', namespace])).exitCode).toBe(0);
  });

  it('its mark and journal are removed: its schedule still shows it', async () => {
    const marks = ['', '-app', '-journal'].map((end) => `volsyncctl/open-restore${end}-`);
    await kubectl(['annotate', ...source, ...marks]);
    await kubectl(['delete', 'configmap', 'volsyncctl-restore-web', '-n', namespace]);
    const [status, restores, removal, trigger] = await Promise.all([
      volsyncctl(['status', 'web', '-n', namespace, '--fail-on', 'any']),
      volsyncctl(['restore', 'status', '-n', namespace]),
      volsyncctl(['bootstrap-check', 'web', '-n', namespace]),
      volsyncctl(['trigger', 'web', '-n', namespace]),
    ]);
    const codes = [status, restores, removal, trigger].map(({ exitCode }) => exitCode);
    expect(codes, removal.stdout).toEqual([9, 10, 10, 4]);
    expect(status.stdout.replace(/\s+/g, ' ')).toMatch(/✗ parked .* kubectl edit replicationsource web/);
    await patch(source, { spec: { trigger: { schedule: '0 0 1 1 *' } } });
    await kubectl(['scale', 'deployment', 'web', '-n', namespace, '--replicas=1']);
    const after = await volsyncctl(['restore', 'status', '-n', namespace]);
    expect(after.exitCode, after.stdout).toBe(0);
  });
});

function abort(...flags: readonly string[]) {
  return volsyncctl(['restore', 'abort', 'web', '-n', namespace, '--yes', ...flags]);
}

type Made = Manifest & { readonly spec: Readonly<Record<string, unknown>> };

/** Deletes an object of web, and recreates it unchanged except for the spec. */
async function madeAnew(kind: string, specOf: (spec: Made['spec']) => Made['spec']): Promise<void> {
  const found = await getJson<Made>([kind, 'web', '-n', namespace]);
  if (found === undefined) throw new Error(`no ${kind}`);
  await kubectl(['delete', kind, 'web', '-n', namespace]);
  await until(`${kind} is gone`, async () => (await getJson([kind, 'web', '-n', namespace])) === undefined);
  const { apiVersion, metadata, spec } = found;
  const { labels, annotations } = metadata as { readonly labels?: object; readonly annotations?: object };
  await apply([
    { apiVersion, kind: found.kind, metadata: { name: 'web', namespace, labels, annotations }, spec: specOf(spec) },
  ]);
}
