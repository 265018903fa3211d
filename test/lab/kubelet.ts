import path from 'node:path';
import { stringify } from 'yaml';
import { podsCgroup, preparePodsCgroup } from './cgroup.ts';
import { certificates, componentKubeconfig, componentUsers, nodeName, writeWhole } from './credentials.ts';
import { getJson, kubectl, patch, until } from './kubectl.ts';
import { paths } from './paths.ts';
import { ports } from './ports.ts';
import { start, systemPath } from './process.ts';
import { toolPath } from './tools.ts';

interface Node {
  readonly spec: { readonly taints?: readonly { readonly key: string }[] };
  readonly status: {
    readonly addresses?: readonly { readonly type: string; readonly address: string }[];
    readonly conditions?: readonly { readonly type: string; readonly status: string }[];
  };
}

const uninitialized = 'node.cloudprovider.kubernetes.io/uninitialized';

/** Starts the kubelet and returns when its node exists and has its address; it need not be ready yet. */
export async function startKubelet(): Promise<void> {
  const config = path.join(paths.config, 'kubelet.yaml');
  writeWhole(config, stringify(kubeletConfig()));
  preparePodsCgroup();
  await start({
    name: 'kubelet',
    command: toolPath('kubelet'),
    args: [
      `--config=${config}`,
      `--kubeconfig=${componentKubeconfig(componentUsers.kubelet)}`,
      `--root-dir=${paths.kubelet}`,
      `--hostname-override=${nodeName}`,
      '--cloud-provider=external',
    ],
    env: { PATH: `${paths.kubeletBin}:${systemPath}` },
  });
  await until('the node exists', async () => (await readNode()) !== undefined);
  await giveAddress();
}

/** Whether the node is ready for pods and reachable for logs and exec. */
export async function isNodeReady(): Promise<boolean> {
  const node = await readNode();
  const ready = node?.status.conditions?.some(({ type, status }) => type === 'Ready' && status === 'True');
  return ready === true && hasAddress(node);
}

/**
 * Sets the node's address, like a cloud provider. The kubelet silently refuses a loopback address, and without an
 * address every `logs` and `exec` fails. The API server would prefer a Hostname, which does not resolve.
 */
async function giveAddress(): Promise<void> {
  const node = await readNode();
  if (!hasAddress(node))
    await patch(['node', nodeName], { status: { addresses: [{ type: 'InternalIP', address: '127.0.0.1' }] } }, [
      '--subresource=status',
    ]);
  if (node?.spec.taints?.some(({ key }) => key === uninitialized)) {
    await kubectl(['taint', 'node', nodeName, `${uninitialized}-`]);
  }
}

function hasAddress(node: Node | undefined): boolean {
  const [only, ...others] = node?.status.addresses ?? [];
  return only?.type === 'InternalIP' && only.address === '127.0.0.1' && others.length === 0;
}

function readNode(): Promise<Node | undefined> {
  return getJson<Node>(['node', nodeName]);
}

function kubeletConfig(): object {
  return {
    apiVersion: 'kubelet.config.k8s.io/v1beta1',
    kind: 'KubeletConfiguration',
    address: '127.0.0.1',
    port: ports.kubelet,
    readOnlyPort: 0,
    healthzBindAddress: '127.0.0.1',
    healthzPort: ports.kubeletHealth,
    // Access to the kubelet means root on this machine: only the API server has it, with its certificate.
    authentication: {
      anonymous: { enabled: false },
      webhook: { enabled: false },
      x509: { clientCAFile: certificates.internal },
    },
    authorization: { mode: 'Webhook' },
    tlsCertFile: certificates.internal,
    tlsPrivateKeyFile: certificates.internalKey,
    containerRuntimeEndpoint: `unix://${paths.containerdSocket}`,
    podLogsDir: path.join(paths.logs, 'pods'),
    volumePluginDir: path.join(paths.kubelet, 'volume-plugins'),
    clusterDNS: ['10.96.0.10'],
    clusterDomain: 'cluster.local',
    resolvConf: '',
    cgroupDriver: 'cgroupfs',
    cgroupRoot: podsCgroup(),
    cgroupsPerQOS: true,
    enforceNodeAllocatable: [],
    failCgroupV1: false,
    failSwapOn: false,
    oomScoreAdj: 0,
    makeIPTablesUtilChains: false,
    serializeImagePulls: false,
    registryPullQPS: 0,
    eventRecordQPS: 0,
    maxPods: 250,
    // Resized volumes are noticed at a pod's next sync.
    syncFrequency: '10s',
    // A nearly full disk of the machine must not remove the only copy of an image or evict a pod.
    imageGCHighThresholdPercent: 100,
    imageGCLowThresholdPercent: 99,
    evictionHard: {
      'memory.available': '0%',
      'nodefs.available': '0%',
      'nodefs.inodesFree': '0%',
      'imagefs.available': '0%',
      'imagefs.inodesFree': '0%',
    },
  };
}
