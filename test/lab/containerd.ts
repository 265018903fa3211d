import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { execa } from 'execa';
import { writeWhole } from './credentials.ts';
import { bridge } from './network.ts';
import { paths } from './paths.ts';
import { inLabMounts, start, waitFor } from './process.ts';
import { images } from './versions.ts';

const configFile = path.join(paths.config, 'containerd.toml');
const cniFolder = path.join(paths.config, 'cni');

/** Starts the lab's own containerd, next to any other on the machine, and returns when it answers. */
export async function startContainerd(): Promise<void> {
  const snapshotter = await chooseSnapshotter();
  writeWhole(configFile, containerdConfig(snapshotter));
  writeWhole(path.join(cniFolder, '10-lab.conflist'), JSON.stringify(cniConfig(), undefined, 2));
  mkdirSync(paths.containerdRun, { recursive: true });
  await start({ name: 'containerd', command: 'containerd', args: ['--config', configFile] });
  await waitFor('containerd', async () => existsSync(paths.containerdSocket) && (await answers()), 30_000);
}

/** Loads an image archive unless it was already loaded since containerd's folder was created. */
export async function importImage(archive: string): Promise<void> {
  const marker = path.join(paths.containerdRoot, `imported-${path.basename(archive)}`);
  if (existsSync(marker)) return;
  await ctr(['images', 'import', '--snapshotter', await chooseSnapshotter(), archive]);
  writeFileSync(marker, '');
}

/** Runs containerd's own client against the lab's containerd, where the kubelet's containers are. */
async function ctr(args: readonly string[]): Promise<string> {
  const command = inLabMounts('ctr', ['--address', paths.containerdSocket, '--namespace', 'k8s.io', ...args]);
  return (await execa(command[0], command.slice(1))).stdout;
}

async function answers(): Promise<boolean> {
  try {
    await ctr(['version']);
    return true;
  } catch {
    return false;
  }
}

/** Overlay file systems do not stack; if the machine's own root is one (as in a container), full copies are used. */
async function chooseSnapshotter(): Promise<'overlayfs' | 'native'> {
  mkdirSync(paths.containerdRoot, { recursive: true });
  const { stdout } = await execa('stat', ['--file-system', '--format=%T', paths.containerdRoot]);
  return stdout.trim() === 'overlayfs' ? 'native' : 'overlayfs';
}

function cniPlugins(): string {
  const folder = ['/usr/lib/cni', '/opt/cni/bin'].find(
    (candidate) => existsSync(candidate) && readdirSync(candidate).includes('bridge'),
  );
  if (folder === undefined) throw new Error('the CNI plugins are missing: install containernetworking-plugins');
  return folder;
}

/**
 * The host's own bridge address is set in network.ts: the plugin's `isGateway` would enable IP forwarding for the whole
 * machine.
 */
function cniConfig(): object {
  const ipam = { type: 'host-local', ranges: [[{ subnet: bridge.subnet }]], dataDir: '/var/lib/cni/networks' };
  const plugin = { type: 'bridge', bridge: bridge.name, isGateway: false, ipMasq: false, ipam };
  return { cniVersion: '0.4.0', name: 'volsyncctl-lab', plugins: [plugin] };
}

function containerdConfig(snapshotter: string): string {
  return `version = 2
root = "${paths.containerdRoot}"
state = "${paths.containerdRun}"
# The last one would make /opt/containerd on the machine.
disabled_plugins = ["io.containerd.snapshotter.v1.aufs", "io.containerd.snapshotter.v1.btrfs", "io.containerd.snapshotter.v1.devmapper", "io.containerd.snapshotter.v1.zfs", "io.containerd.internal.v1.opt"]
[grpc]
  address = "${paths.containerdSocket}"
[plugins."io.containerd.grpc.v1.cri"]
  sandbox_image = "${images.pause}"
  # Without CAP_SYS_RESOURCE a lower score than the caller's own cannot be set, and each sandbox would fail.
  restrict_oom_score_adj = true
  netns_mounts_under_state_dir = true
  stream_server_address = "127.0.0.1"
  stream_server_port = "0"
  [plugins."io.containerd.grpc.v1.cri".containerd]
    snapshotter = "${snapshotter}"
    default_runtime_name = "runc"
    [plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc]
      runtime_type = "io.containerd.runc.v2"
  [plugins."io.containerd.grpc.v1.cri".cni]
    bin_dir = "${cniPlugins()}"
    conf_dir = "${cniFolder}"
`;
}
