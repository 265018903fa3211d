import { expect } from 'vitest';
import { createApp, type NewApp } from '../lab/app.ts';
import { kubectl, volsyncctl, type Run, type RunOptions } from './lab.ts';

/** The fields of one app in `verify -o json` that the tests use. */
export interface VerifiedApp {
  readonly namespace: string;
  readonly name: string;
  readonly verdict: string;
  readonly reason?: string;
  readonly message: string;
  readonly details: readonly string[];
  readonly repository?: string;
  readonly snapshotCount?: number;
  readonly newest?: { readonly id: string; readonly time: string; readonly files?: number; readonly bytes?: number };
}

export interface VerifyRun extends Run {
  readonly apps: readonly VerifiedApp[];
  readonly pods: readonly { readonly namespace: string; readonly name: string }[];
}

/** Verifies with JSON output, validates the result against the schema, and checks that no pod is left. */
export async function verified(args: readonly string[], options?: RunOptions): Promise<VerifyRun> {
  const run = await volsyncctl(['verify', ...args, '-o', 'json'], options);
  expect(run.stdout, run.stderr).not.toBe('');
  const document = JSON.parse(run.stdout) as Pick<VerifyRun, 'apps' | 'pods'> & { readonly schema: string };
  expect(document.schema).toBe('volsyncctl/verify/v1');
  const { apps, pods } = document;
  for (const { namespace, name } of pods) expect(await helperPods(namespace)).not.toContain(`pod/${name}`);
  return { ...run, apps, pods };
}

/** The existing helper pods in a namespace, as `pod/<name>`. */
export async function helperPods(namespace: string): Promise<readonly string[]> {
  const label = 'app.kubernetes.io/managed-by=volsyncctl';
  const names = await kubectl(['get', 'pods', '-n', namespace, '-l', label, '-o', 'name']);
  return names.split('\n').filter((name) => name !== '');
}

/** An app that VolSync backs up once: the next scheduled run is far away from any longer test. */
export async function backedUp(app: NewApp): Promise<string> {
  await createApp({ bootstrap: false, copyMethod: 'Direct', schedule: '0 0 1 1 *', ...app });
  return app.name;
}
