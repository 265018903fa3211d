import { expect } from 'vitest';
import { volsyncctl, type Run, type RunOptions } from './lab.ts';

/** The fields of one app in `bootstrap-check -o json` that the tests use. */
export interface CheckedApp {
  readonly namespace: string;
  readonly name: string;
  readonly verdict: 'protected' | 'unprotected' | 'unknown';
  readonly reason?: string;
  readonly message: string;
  readonly details: readonly string[];
  readonly state: string;
  readonly volume: { readonly kind: string; readonly waitsFor?: Link };
  readonly bootstrap: { readonly kind: string; readonly snapshotId?: string; readonly repositoryState?: string };
  readonly window: { readonly kind: string; readonly first?: { readonly id: string }; readonly closing?: object };
  readonly loss: { readonly kind: string; readonly seconds?: number };
  readonly newest?: { readonly id: string };
  readonly triggered?: { readonly snapshot?: { readonly id: string } };
}

interface Link {
  readonly reason?: string;
  readonly message: string;
  readonly details: readonly string[];
}

export interface CheckRun extends Run {
  readonly apps: readonly CheckedApp[];
  readonly unprotectedClaims?: readonly { readonly namespace: string; readonly name: string }[] | undefined;
}

/** Runs the check with JSON output, and validates the result against the schema. */
export async function checked(args: readonly string[], options?: RunOptions): Promise<CheckRun> {
  const run = await volsyncctl(['bootstrap-check', ...args, '-o', 'json'], options);
  expect(run.stdout, run.stderr).not.toBe('');
  const document = JSON.parse(run.stdout) as Pick<CheckRun, 'apps' | 'unprotectedClaims'> & { schema: string };
  expect(document.schema).toBe('volsyncctl/bootstrap-check/v1');
  return { ...run, apps: document.apps, unprotectedClaims: document.unprotectedClaims };
}

/** Checks one app. */
export async function checkedApp(name: string, namespace: string, ...flags: readonly string[]) {
  const run = await checked([name, '-n', namespace, ...flags]);
  const [app] = run.apps;
  if (app === undefined) throw new Error(`${name} is not in the result:\n${run.stdout}${run.stderr}`);
  return { ...run, app };
}
