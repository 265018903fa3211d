import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { execa } from 'execa';
import { stringify } from 'yaml';
import type { AppOptions } from './app-options.ts';
import { artifactsUrl } from './flux.ts';
import { apply, getJson, kubectl, type Manifest, patch, until } from './kubectl.ts';
import { paths } from './paths.ts';

/** How often Flux applies an app. */
const fluxInterval = '10s';

type App = Pick<AppOptions, 'name' | 'namespace'>;

/**
 * Publishes manifests as a GitRepository with the app's name, and lets a Kustomization of that name apply them; returns
 * when it has. Objects that are no longer in the manifests are removed by Flux.
 */
export async function publish(app: App, manifests: readonly Manifest[]): Promise<void> {
  const { name, namespace } = app;
  const artifact = await pack(app, manifests);
  await apply([repositoryOf(app)]);
  await patch(['gitrepository', name, '-n', namespace], { status: ready(artifact) }, ['--subresource=status']);
  await apply([kustomizationOf(app)]);
  // Otherwise it is only checked after its interval.
  const now = `reconcile.fluxcd.io/requestedAt=${artifact.revision}-${Date.now()}`;
  await kubectl(['annotate', '--overwrite', 'kustomization', name, '-n', namespace, now]);
  await until(`Flux has applied ${namespace}/${name}`, () => isApplied(app, artifact.revision), 120_000);
}

interface Artifact {
  readonly url: string;
  readonly path: string;
  readonly revision: string;
  readonly digest: string;
  readonly lastUpdateTime: string;
  readonly size: number;
}

async function pack({ name, namespace }: App, manifests: readonly Manifest[]): Promise<Artifact> {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'flux-app-'));
  try {
    const text = manifests.map((manifest) => stringify(manifest)).join('---\n');
    writeFileSync(path.join(folder, 'app.yaml'), text);
    await execa('tar', ['-C', folder, '-czf', path.join(folder, 'app.tar.gz'), 'app.yaml']);
    const bytes = readFileSync(path.join(folder, 'app.tar.gz'));
    const file = path.join(namespace, name, `${sha256(Buffer.from(text)).slice(0, 12)}.tar.gz`);
    const target = path.join(paths.fluxArtifacts, file);
    mkdirSync(path.dirname(target), { recursive: true });
    writeFileSync(`${target}.new`, bytes);
    renameSync(`${target}.new`, target);
    return {
      url: `${artifactsUrl}/${file}`,
      path: file,
      revision: `main@sha1:${createHash('sha1').update(text).digest('hex')}`,
      digest: `sha256:${sha256(bytes)}`,
      lastUpdateTime: `${new Date().toISOString().slice(0, 19)}Z`,
      size: bytes.length,
    };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function sha256(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** As source-controller, which does not run here, would have created it: its address is never fetched. */
function repositoryOf({ name, namespace }: App): Manifest {
  return {
    apiVersion: 'source.toolkit.fluxcd.io/v1',
    kind: 'GitRepository',
    metadata: { name, namespace },
    spec: { interval: '1h', url: `https://git.lab/${namespace}/${name}`, ref: { branch: 'main' } },
  };
}

function ready(artifact: Artifact): object {
  const lastTransitionTime = artifact.lastUpdateTime;
  const condition = { type: 'Ready', status: 'True', reason: 'Succeeded', message: 'stored artifact' };
  return { artifact, observedGeneration: 1, conditions: [{ ...condition, lastTransitionTime, observedGeneration: 1 }] };
}

function kustomizationOf({ name, namespace }: App): Manifest {
  return {
    apiVersion: 'kustomize.toolkit.fluxcd.io/v1',
    kind: 'Kustomization',
    metadata: { name, namespace },
    spec: {
      interval: fluxInterval,
      path: './',
      prune: true,
      sourceRef: { kind: 'GitRepository', name },
    },
  };
}

interface Kustomization {
  readonly status?: { readonly lastAppliedRevision?: string };
}

async function isApplied({ name, namespace }: App, revision: string): Promise<boolean> {
  const found = await getJson<Kustomization>(['kustomization', name, '-n', namespace]);
  return found?.status?.lastAppliedRevision === revision;
}
