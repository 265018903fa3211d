import { setTimeout as sleep } from 'node:timers/promises';
import { execa } from 'execa';
import { parseAllDocuments } from 'yaml';
import { applyObject } from './apply-object.ts';
import { paths } from './paths.ts';
import { readObject } from './read-object.ts';
import { toolPath } from './tools.ts';

/** A Kubernetes object as it is passed to kubectl. */
export interface Manifest {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string; readonly [field: string]: unknown };
  readonly [field: string]: unknown;
}

/** Runs the lab's own kubectl as the lab's admin and returns its output; fails with its stderr. */
export async function kubectl(args: readonly string[], input?: string): Promise<string> {
  const options = { env: { KUBECONFIG: paths.kubeconfig }, stripFinalNewline: false };
  const { stdout } = await execa(toolPath('kubectl'), args, input === undefined ? options : { ...options, input });
  return stdout;
}

/** Creates the objects in order, or brings them to this state (server-side apply); accepts objects or YAML text. */
export async function apply(manifests: readonly Manifest[] | string): Promise<void> {
  const objects =
    typeof manifests === 'string'
      ? parseAllDocuments(manifests).map((document) => document.toJS() as Manifest | null)
      : manifests;
  for (const object of objects) if (object !== null) await applyObject(object, 'volsyncctl-lab');
}

/** The result of `kubectl get … -o json`, or undefined if the object does not exist. */
export async function getJson<T>(args: readonly string[]): Promise<T | undefined> {
  const read = await readObject(args);
  if (read !== 'unknown') return read as T | undefined;
  const text = await kubectl(['get', '--ignore-not-found', '-o', 'json', ...args]);
  return text.trim() === '' ? undefined : (JSON.parse(text) as T);
}

/** Merges a patch into an object; a status is patched with `['--subresource=status']`. */
export async function patch(target: readonly string[], change: object, flags: readonly string[] = []): Promise<void> {
  await kubectl(['patch', ...target, '--type=merge', ...flags, '-p', JSON.stringify(change)]);
}

/** Repeats the check until it holds; errors count as "not yet". Fails after `timeoutMs` with the last error. */
export async function until(what: string, check: () => Promise<boolean>, timeoutMs = 180_000): Promise<void> {
  const deadline = Date.now() + timeoutMs;
  let reason = '';
  // Each kubectl is a separate process: slow changes are checked less often.
  for (let pauseMs = 200; ; pauseMs = Math.min(pauseMs * 1.3, 1000)) {
    try {
      if (await check()) return;
    } catch (error) {
      reason = `: ${error instanceof Error ? error.message : String(error)}`;
    }
    if (Date.now() > deadline) throw new Error(`${what}: not so after ${timeoutMs / 1000} s${reason}`);
    await sleep(pauseMs);
  }
}
