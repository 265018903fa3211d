import path from 'node:path';
import { binaryPath, type GoProgram, moduleFolder, sourceHash } from './build.ts';
import { toolsFolder, versions } from './versions.ts';

/** The Go programs of the lab, without the storage driver, which is our own code. */
export const tools = {
  etcd: tool('etcd', 'etcd', 'go.etcd.io/etcd/server/v3'),
  'kube-apiserver': kubernetes('kube-apiserver'),
  // An ended pod is counted immediately: otherwise every sync and every restore would wait a second for it.
  'kube-controller-manager': {
    ...kubernetes('kube-controller-manager'),
    patch: {
      module: 'k8s.io/kubernetes',
      file: 'pkg/controller/job/job_controller.go',
      from: 'SyncJobBatchPeriod = time.Second\n',
      to: 'SyncJobBatchPeriod = 100 * time.Millisecond\n',
    },
  },
  'kube-scheduler': kubernetes('kube-scheduler'),
  // It checks its containers once a second, and a pod needs three such checks from start to end.
  kubelet: {
    ...kubernetes('kubelet'),
    patch: {
      module: 'k8s.io/kubernetes',
      file: 'pkg/kubelet/kubelet.go',
      from: 'genericPlegRelistPeriod    = time.Second * 1\n',
      to: 'genericPlegRelistPeriod    = time.Millisecond * 200\n',
    },
  },
  kubectl: kubernetes('kubectl'),
  // Its version includes a patch of ours: the keys of new repositories are cheap to derive.
  restic: {
    ...tool('restic', 'restic', 'github.com/restic/restic/cmd/restic'),
    version: `${versions.restic}-${sourceHash(path.join(toolsFolder, 'restic'))}`,
  },
  'volsync-manager': {
    ...tool('volsync-manager', 'volsync', 'github.com/backube/volsync/cmd'),
    ldflags: `-X main.volsyncVersion=${versions.volsync}`,
  },
  'csi-provisioner': tool(
    'csi-provisioner',
    'provisioner',
    'github.com/kubernetes-csi/external-provisioner/v6/cmd/csi-provisioner',
  ),
  // In the provisioner's module, so that both are built from the same dependencies: separately it takes two minutes.
  'csi-resizer': {
    ...tool('csi-resizer', 'provisioner', 'github.com/kubernetes-csi/external-resizer/v2/cmd/csi-resizer'),
    version: versions.resizer,
  },
  'csi-snapshotter': snapshotter('csi-snapshotter'),
  'snapshot-controller': snapshotter('snapshot-controller'),
} as const satisfies Record<string, GoProgram>;

/** The duration of each build on two cores with an empty Go cache, in order; others take a few seconds. */
export const buildSeconds: Readonly<Record<string, number>> = {
  etcd: 47,
  'kube-apiserver': 255,
  'kube-controller-manager': 69,
  kubelet: 40,
  restic: 64,
  'volsync-manager': 119,
  'csi-provisioner': 171,
  'csi-snapshotter': 40,
};

/** The conformance tests for storage drivers; built only where they are run. */
export const csiSanity: GoProgram = {
  ...tool('csi-sanity', 'provisioner', 'github.com/kubernetes-csi/csi-test/v5/cmd/csi-sanity'),
  folder: path.join(toolsFolder, 'sanity'),
  version: versions.csiSanity,
};

/** A server for restic repositories; built only if an app uses it. */
export const restServer: GoProgram = {
  name: 'rest-server',
  folder: path.join(toolsFolder, 'rest-server'),
  package: 'github.com/restic/rest-server/cmd/rest-server',
  version: versions.restServer,
};

/** Flux's controller that applies what is in Git; built only if an app uses it. */
export const kustomizeController: GoProgram = {
  name: 'kustomize-controller',
  folder: path.join(toolsFolder, 'flux'),
  package: 'github.com/fluxcd/kustomize-controller',
  version: versions.kustomizeController,
};

/** The path of a built tool. */
export function toolPath(name: keyof typeof tools): string {
  return binaryPath(tools[name]);
}

/** The source folders of modules that contain more than programs: manifests and scripts. */
export const sources = {
  volsync: () => moduleFolder(path.join(toolsFolder, 'volsync'), 'github.com/backube/volsync'),
  snapshotCrds: () =>
    moduleFolder(path.join(toolsFolder, 'snapshotter'), 'github.com/kubernetes-csi/external-snapshotter/client/v8'),
  kustomizeController: () => moduleFolder(path.join(toolsFolder, 'flux'), 'github.com/fluxcd/kustomize-controller'),
  // In a separate module: otherwise it would change what kustomize-controller is built from.
  sourceController: () => moduleFolder(path.join(toolsFolder, 'flux-crds'), 'github.com/fluxcd/source-controller'),
} as const;

function tool(name: string, folder: 'etcd' | 'restic' | 'volsync' | 'provisioner', goPackage: string): GoProgram {
  return { name, folder: path.join(toolsFolder, folder), package: goPackage, version: versions[folder] };
}

function kubernetes(name: string): GoProgram {
  const version = versions.kubernetes;
  const [major, minor] = version.slice(1).split('.');
  const stamp = { gitVersion: version, gitMajor: major, gitMinor: minor, gitTreeState: 'clean' };
  return {
    name,
    folder: path.join(toolsFolder, 'kubernetes'),
    package: `k8s.io/kubernetes/cmd/${name}`,
    version,
    ldflags: Object.entries(stamp)
      .map(([key, value]) => `-X k8s.io/component-base/version.${key}=${value ?? ''}`)
      .join(' '),
  };
}

function snapshotter(name: string): GoProgram {
  return {
    name,
    folder: path.join(toolsFolder, 'snapshotter'),
    package: `github.com/kubernetes-csi/external-snapshotter/v8/cmd/${name}`,
    version: versions.snapshotter,
    ldflags: `-X main.version=${versions.snapshotter}`,
  };
}
