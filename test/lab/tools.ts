import path from 'node:path';
import { binaryPath, type GoProgram, moduleFolder, sourceHash } from './build.ts';
import type { Patch } from './patched-module.ts';
import { csiDriverFolder, toolsFolder, versions } from './versions.ts';

const clusterFolder = path.join(toolsFolder, 'cluster');

/** Of all that the programs of the cluster are built from beside their own versions: libraries, and code of ours. */
const clusterHash = sourceHash(clusterFolder);

/** Helpers of Kubernetes' own tests among its programs' sources, and all that needs a client that pretends. */
const testHelpers: readonly Patch[] = [
  { module: 'k8s.io/apiserver', file: 'pkg/admission/plugin/policy/generic/policy_test_context.go' },
  { module: 'k8s.io/kubernetes', file: 'pkg/scheduler/backend/queue/testing.go' },
];

/** The Go programs that the lab is made of: all of one module, so that they share what they are built from. */
export const tools = {
  etcd: tool('etcd', versions.etcd, 'go.etcd.io/etcd/server/v3'),
  'kube-apiserver': kubernetes('kube-apiserver'),
  // A pod that has ended is counted at once: every sync and every restore would wait a second for it.
  'kube-controller-manager': kubernetes('kube-controller-manager', {
    module: 'k8s.io/kubernetes',
    file: 'pkg/controller/job/job_controller.go',
    changes: { 'SyncJobBatchPeriod = time.Second\n': 'SyncJobBatchPeriod = 100 * time.Millisecond\n' },
  }),
  'kube-scheduler': kubernetes('kube-scheduler'),
  // It looks at its containers once a second, and a pod passes three such looks from its start to its end.
  kubelet: kubernetes('kubelet', {
    module: 'k8s.io/kubernetes',
    file: 'pkg/kubelet/kubelet.go',
    changes: {
      'genericPlegRelistPeriod    = time.Second * 1\n': 'genericPlegRelistPeriod    = time.Millisecond * 200\n',
    },
  }),
  kubectl: kubernetes('kubectl'),
  // Nothing here gets out to those two clouds, and three quarters of what only restic needs are for them.
  restic: {
    ...tool('restic', versions.restic, 'github.com/restic/restic/cmd/restic'),
    patches: [{ module: 'github.com/restic/restic', file: 'cmd/restic/global.go', changes: without('azure', 'gs') }],
  },
  'volsync-manager': {
    ...tool('volsync-manager', versions.volsync, 'github.com/backube/volsync/cmd'),
    ldflags: `-X main.volsyncVersion=${versions.volsync}`,
  },
  'csi-provisioner': tool(
    'csi-provisioner',
    versions.provisioner,
    'github.com/kubernetes-csi/external-provisioner/v6/cmd/csi-provisioner',
  ),
  'csi-resizer': tool('csi-resizer', versions.resizer, 'github.com/kubernetes-csi/external-resizer/v2/cmd/csi-resizer'),
  'csi-snapshotter': snapshotter('csi-snapshotter'),
  'snapshot-controller': snapshotter('snapshot-controller'),
  // The storage driver, which is code of the lab's own.
  'csi-driver': tool('csi-driver', sourceHash(csiDriverFolder), 'volsyncctl.dev/lab/csi-driver'),
} as const satisfies Record<string, GoProgram>;

/** The conformance tests for storage drivers; built only where they are run. */
export const csiSanity: GoProgram = {
  name: 'csi-sanity',
  folder: path.join(toolsFolder, 'sanity'),
  package: 'github.com/kubernetes-csi/csi-test/v5/cmd/csi-sanity',
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
  volsync: () => moduleFolder(clusterFolder, 'github.com/backube/volsync'),
  snapshotCrds: () => moduleFolder(clusterFolder, 'github.com/kubernetes-csi/external-snapshotter/client/v8'),
  kustomizeController: () => moduleFolder(path.join(toolsFolder, 'flux'), 'github.com/fluxcd/kustomize-controller'),
  // In a separate module: otherwise it would change what kustomize-controller is built from.
  sourceController: () => moduleFolder(path.join(toolsFolder, 'flux-crds'), 'github.com/fluxcd/source-controller'),
} as const;

function tool(name: string, version: string, goPackage: string): GoProgram {
  return { name, folder: clusterFolder, package: goPackage, version: `${version}-${clusterHash}` };
}

/** What takes kinds of repositories out of restic's list of them. */
function without(...backends: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    backends.flatMap((name) => [
      [`\t"github.com/restic/restic/internal/backend/${name}"\n`, ''],
      [`\tbackends.Register(${name}.NewFactory())\n`, ''],
    ]),
  );
}

function kubernetes(name: string, ...patches: readonly Patch[]): GoProgram {
  const version = versions.kubernetes;
  const [major, minor] = version.slice(1).split('.');
  const stamp = { gitVersion: version, gitMajor: major, gitMinor: minor, gitTreeState: 'clean' };
  return {
    ...tool(name, version, `k8s.io/kubernetes/cmd/${name}`),
    patches: [...testHelpers, ...patches],
    ldflags: Object.entries(stamp)
      .map(([key, value]) => `-X k8s.io/component-base/version.${key}=${value ?? ''}`)
      .join(' '),
  };
}

function snapshotter(name: string): GoProgram {
  return {
    ...tool(name, versions.snapshotter, `github.com/kubernetes-csi/external-snapshotter/v8/cmd/${name}`),
    ldflags: `-X main.version=${versions.snapshotter}`,
  };
}
