import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { build } from './build.ts';
import { isApiReady } from './control-plane.ts';
import { apply, getJson, kubectl, patch, until } from './kubectl.ts';
import { withLock } from './lock.ts';
import { paths } from './paths.ts';
import { ports } from './ports.ts';
import { isRunning, start, startedParts, stop, waitFor } from './process.ts';
import { progress } from './progress.ts';
import { kustomizeController, sources } from './tools.ts';

/** Starts Flux's kustomize-controller unless it runs, building it on first use. */
export async function ensureFlux(): Promise<void> {
  if (parts.every(isRunning)) return;
  await withLock(async () => {
    if (!(await isApiReady())) throw new Error('the lab is down: run "npm run lab -- up"');
    await startFlux();
  });
}

/** Stops it and removes everything that it had to apply, including its kinds; applied objects stay. */
export async function removeFlux(): Promise<void> {
  await withLock(() => progress.step('Flux goes', forgetFlux));
}

/** Starts it again if it was up and has ended. */
export async function keepFlux(): Promise<void> {
  if (startedParts().includes(controller)) await startFlux();
}

/** Like `removeFlux`, for callers that hold the lock. */
export async function forgetFlux(): Promise<void> {
  for (const name of parts) await stop(name);
  if ((await fluxCrds()).length === 0) return;
  await release();
  await kubectl(['delete', 'crd', '--selector', ownLabel, '--timeout=60s']);
}

/** The URL under which its sources find the content of `paths.fluxArtifacts`. */
export const artifactsUrl = `http://127.0.0.1:${ports.fluxArtifacts}`;

const controller = 'kustomize-controller';
const webServer = 'flux-artifacts';
const parts = [webServer, controller];
const ownLabel = 'volsyncctl-lab=flux';

async function startFlux(): Promise<void> {
  const command = await build(kustomizeController);
  await progress.step('Flux', async () => {
    await applyCrds();
    mkdirSync(paths.fluxArtifacts, { recursive: true });
    const address = `127.0.0.1:${ports.fluxArtifacts}`;
    await start({
      name: webServer,
      command: 'busybox',
      args: ['httpd', '-f', '-p', address, '-h', paths.fluxArtifacts],
    });
    const health = `127.0.0.1:${ports.fluxHealth}`;
    await start({
      name: controller,
      command,
      args: [`--health-addr=${health}`, '--metrics-addr=0', '--requeue-dependency=5s', '--no-remote-bases'],
      // There is no flag for it. The namespace is for its event lease, which it does not take.
      env: { KUBECONFIG: paths.kubeconfig, RUNTIME_NAMESPACE: 'default' },
    });
    await waitFor(controller, () => isHealthy(`http://${health}/readyz`));
  });
}

/** Only the kinds of sources that can be faked: nothing is fetched here. */
async function applyCrds(): Promise<void> {
  const folders = [await sources.kustomizeController(), await sources.sourceController()];
  const files = folders.flatMap((folder) => {
    const bases = path.join(folder, 'config', 'crd', 'bases');
    return readdirSync(bases).map((file) => path.join(bases, file));
  });
  await apply(files.map((file) => readFileSync(file, 'utf8')).join('\n---\n'));
  const crds = files.map((file) => {
    const [group, plural] = path.basename(file, '.yaml').split('_');
    return `crd/${plural ?? ''}.${group ?? ''}`;
  });
  await kubectl(['label', '--overwrite', ...crds, ownLabel]);
  await kubectl(['wait', '--for=condition=Established', '--timeout=30s', ...crds]);
}

async function isHealthy(url: string): Promise<boolean> {
  try {
    return (await fetch(url)).ok;
  } catch {
    return false;
  }
}

interface Item {
  readonly metadata: { readonly name: string; readonly namespace: string };
}

/** The controller's finalizer would keep its objects, and their namespaces, forever. */
async function release(): Promise<void> {
  const kind = 'kustomizations.kustomize.toolkit.fluxcd.io';
  if (!(await fluxCrds()).includes(kind)) return;
  const found = await getJson<{ items: Item[] }>([kind, '--all-namespaces']);
  for (const { metadata } of found?.items ?? []) {
    await patch([kind, metadata.name, '-n', metadata.namespace], { metadata: { finalizers: null } });
  }
  await until('Flux has nothing to apply', async () => {
    await kubectl(['delete', kind, '--all', '--all-namespaces', '--timeout=5s']);
    return true;
  });
}

async function fluxCrds(): Promise<string[]> {
  const found = await getJson<{ items: Item[] }>(['crd', '--selector', ownLabel]);
  return found?.items.map(({ metadata }) => metadata.name) ?? [];
}
