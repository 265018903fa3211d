import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { execa } from 'execa';
import { expect, onTestFinished } from 'vitest';
import type { NewApp } from '../lab/app.ts';
import { getJson, patch, until } from '../lab/kubectl.ts';
import { paths } from '../lab/paths.ts';
import { kubectl, program, volsyncctl, type Run, type RunOptions } from './lab.ts';
import { backedUp } from './verify-document.ts';

/** A run whose stdout is kept as bytes, none of which are lost by decoding. */
export interface BytesRun extends Pick<Run, 'exitCode' | 'stderr'> {
  readonly bytes: Uint8Array;
}

/** An app whose volume is filled before its only backup. */
export async function backedUpWith(app: NewApp, fill: () => Promise<unknown>): Promise<void> {
  const { name, namespace } = app;
  const source = ['replicationsource', name, '-n', namespace];
  await backedUp({ ...app, source: { paused: true }, waitFor: 'files' });
  await fill();
  await patch(source, { spec: { paused: false } });
  await until(`${namespace}/${name} is backed up`, async () => {
    const found = await getJson<{ status?: { lastSyncTime?: string } }>(source);
    return found?.status?.lastSyncTime !== undefined;
  });
}

/** Runs the built program and keeps its stdout byte for byte. */
export async function volsyncctlBytes(args: readonly string[]): Promise<BytesRun> {
  const { exitCode, stdout, stderr } = await execa('node', [program, ...args], {
    env: { KUBECONFIG: paths.kubeconfig, NO_COLOR: '1' },
    input: '',
    encoding: 'buffer',
    timeout: 120_000,
    reject: false,
  });
  return { exitCode, bytes: stdout, stderr: Buffer.from(stderr).toString() };
}

/** Runs a command that opens a volume, and checks that nothing it created is left, whatever its result. */
export async function looked(namespace: string, args: readonly string[], options?: RunOptions): Promise<Run> {
  const [command = '', ...words] = args;
  const run = await volsyncctl([command, '-n', namespace, ...words], options);
  expect(await leftIn(namespace), run.stderr).toEqual([]);
  return run;
}

/** What volsyncctl has created in a namespace and not removed, as `Kind/name`; objects being deleted do not count. */
export async function leftIn(namespace: string): Promise<readonly string[]> {
  const label = 'app.kubernetes.io/managed-by=volsyncctl';
  const found = await getJson<{ items: readonly LeftObject[] }>([
    'pods,pvc,volumesnapshots',
    '-n',
    namespace,
    '-l',
    label,
  ]);
  return (found?.items ?? [])
    .filter(({ metadata }) => metadata.deletionTimestamp === undefined)
    .map(({ kind, metadata }) => `${kind}/${metadata.name}`);
}

interface LeftObject {
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly deletionTimestamp?: string };
}

/** Runs a script in the pod of an app of the lab, as the user that writes its volume, and returns its output. */
export async function inApp(namespace: string, app: string, script: string): Promise<string> {
  return kubectl(['exec', '-i', '-n', namespace, `deploy/${app}`, '--', 'sh', '-e'], `cd /data\n${script}\n`);
}

/** A local folder for one test. */
export function localFolder(): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'inside-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** In the format of `sha256sum`. */
export function sha256(bytes: Uint8Array | string): string {
  return createHash('sha256').update(bytes).digest('hex');
}
