import { readFileSync } from 'node:fs';
import path from 'node:path';

/** Every version in the lab, in one place; the go.mod files under tools/ have to agree (see versionMismatches). */
export const versions = {
  kubernetes: 'v1.36.3',
  etcd: 'v3.6.8',
  volsync: 'v0.16.0',
  restic: 'v0.18.1',
  // The releases that are built with the libraries of the cluster's Kubernetes.
  snapshotter: 'v8.6.0',
  snapshotCrds: 'v8.6.0',
  provisioner: 'v6.3.0',
  resizer: 'v2.2.0',
  csiSanity: 'v5.4.0',
  restServer: 'v0.14.0',
  kustomizeController: 'v1.7.3',
  sourceController: 'v1.8.0',
} as const;

/** The range of the random delay that the jitter policy injects before each sync, in seconds. */
export const jitterSeconds = { min: 1, max: 2 } as const;

/**
 * The images that the lab builds and imports; nothing is ever pulled. The tags are not `latest`, so existing images are
 * used.
 */
export const images = {
  pause: 'localhost/pause:1',
  busybox: 'docker.io/library/busybox:1.36',
  /** bash, GNU coreutils, restic and upstream's mover script. */
  mover: `localhost/volsync-mover:${versions.volsync}`,
  /** VolSync's manager, run as 65534:65534. */
  manager: `localhost/volsync:${versions.volsync}`,
  /** Built and imported only if an app uses it. */
  restServer: `localhost/rest-server:${versions.restServer}`,
} as const;

/** The storage driver's module, which is code of the lab's own. */
export const csiDriverFolder = path.join(import.meta.dirname, 'csi-driver');

/** The folder with a Go module for what is built together: the cluster, and what is built only where it is wanted. */
export const toolsFolder = path.join(import.meta.dirname, 'tools');

interface Requirement {
  readonly tool: string;
  readonly modulePath: string;
  readonly version: string;
}

const requirements: readonly Requirement[] = [
  { tool: 'cluster', modulePath: 'k8s.io/kubernetes', version: versions.kubernetes },
  { tool: 'cluster', modulePath: 'go.etcd.io/etcd/server/v3', version: versions.etcd },
  { tool: 'cluster', modulePath: 'github.com/backube/volsync', version: versions.volsync },
  { tool: 'cluster', modulePath: 'github.com/restic/restic', version: versions.restic },
  {
    tool: 'cluster',
    modulePath: 'github.com/kubernetes-csi/external-snapshotter/v8',
    version: versions.snapshotter,
  },
  {
    tool: 'cluster',
    modulePath: 'github.com/kubernetes-csi/external-provisioner/v6',
    version: versions.provisioner,
  },
  {
    tool: 'cluster',
    modulePath: 'github.com/kubernetes-csi/external-snapshotter/client/v8',
    version: versions.snapshotCrds,
  },
  {
    tool: 'cluster',
    modulePath: 'github.com/kubernetes-csi/external-resizer/v2',
    version: versions.resizer,
  },
  { tool: 'sanity', modulePath: 'github.com/kubernetes-csi/csi-test/v5', version: versions.csiSanity },
  { tool: 'rest-server', modulePath: 'github.com/restic/rest-server', version: versions.restServer },
  {
    tool: 'flux',
    modulePath: 'github.com/fluxcd/kustomize-controller',
    version: versions.kustomizeController,
  },
  {
    tool: 'flux-crds',
    modulePath: 'github.com/fluxcd/source-controller',
    version: versions.sourceController,
  },
];

/** One sentence for each disagreement between this file and a go.mod, with what to change; empty if all agree. */
export function versionMismatches(readGoMod: (tool: string) => string = goModOf): string[] {
  return requirements.flatMap(({ tool, modulePath, version }) => {
    const found = requiredVersion(readGoMod(tool), modulePath);
    if (found === version) return [];
    return [
      `test/lab/tools/${tool}/go.mod requires ${modulePath} ${found ?? '(not at all)'}, versions.ts says ${version}`,
    ];
  });
}

/** The version of a module in a go.mod's require lines, or undefined. */
export function requiredVersion(goMod: string, modulePath: string): string | undefined {
  for (const line of goMod.split('\n')) {
    const [name, version] = line
      .trim()
      .replace(/^require\s+/, '')
      .split(/\s+/);
    if (name === modulePath && version?.startsWith('v')) return version;
  }
  return undefined;
}

function goModOf(tool: string): string {
  return readFileSync(path.join(toolsFolder, tool, 'go.mod'), 'utf8');
}
