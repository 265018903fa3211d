import { createHash } from 'node:crypto';
import os from 'node:os';
import path from 'node:path';

/** The lab's paths on this machine; absolute. */
export interface LabPaths {
  /** Survives `down`: built binaries and image archives. */
  readonly cache: string;
  readonly cachedBinaries: string;
  readonly cachedImages: string;
  /** Removed by `down`: everything that the running cluster writes. */
  readonly state: string;
  readonly etcd: string;
  readonly certificates: string;
  readonly config: string;
  readonly logs: string;
  readonly containerdRoot: string;
  readonly kubelet: string;
  /** The storage driver's volumes and snapshots. */
  readonly volumes: string;
  /** Static tokens of the API server, one line per user. */
  readonly tokens: string;
  /** Contexts `lab` (admin) and one for each user with few rights. */
  readonly kubeconfig: string;
  /** kubectl and restic by their plain names, for a PATH. */
  readonly userBin: string;
  /** Commands that take precedence over the system's own, for the kubelet only. */
  readonly kubeletBin: string;
  /** The root of the simulated NFS server's file system. */
  readonly nfsRoot: string;
  /** The directory behind `nfsExport`: the restic repositories, one folder each. */
  readonly repositories: string;
  /** The artifacts of Flux's sources, in the layout of a web server. */
  readonly fluxArtifacts: string;
  /** One marker file for each active fault. */
  readonly faults: string;
  /** Contains `down` or `hang` while NFS mounts should fail or hang; otherwise absent or `ok`. */
  readonly nfsFault: string;
  /** Sockets and pid files; short, because a socket's path has at most 107 bytes. */
  readonly run: string;
  readonly pids: string;
  readonly containerdRun: string;
  readonly containerdSocket: string;
  readonly lock: string;
  /** Below each cgroup hierarchy's root; all processes in it are the lab's. */
  readonly cgroup: string;
}

/** What pods mount as the repository, named as in the runbook's policy. */
export const nfsExport = { server: 'nas.lab', path: '/mnt/vault/cluster/volsync' } as const;

/** The lab's paths for this environment: `VOLSYNCCTL_LAB_DIR` moves state and sockets, `XDG_CACHE_HOME` the cache. */
export function labPaths(env: Readonly<Record<string, string | undefined>>): LabPaths {
  const home = env['HOME'] ?? os.homedir();
  const cache = path.join(env['XDG_CACHE_HOME'] ?? path.join(home, '.cache'), 'volsyncctl-lab');
  const own = env['VOLSYNCCTL_LAB_DIR'];
  const state = own === undefined ? '/var/lib/volsyncctl-lab' : path.resolve(own);
  const run = own === undefined ? '/run/volsyncctl-lab' : path.join(state, 'run');
  const containerdRun = path.join(run, 'containerd');
  return {
    ...cachePaths(cache),
    ...statePaths(state),
    run,
    pids: path.join(run, 'pids'),
    containerdRun,
    containerdSocket: shortEnough(path.join(containerdRun, 'containerd.sock')),
    lock: own === undefined ? `${run}.lock` : `${state}.lock`,
    cgroup: own === undefined ? '/volsyncctl-lab' : `/volsyncctl-lab-${shortHash(state)}`,
  };
}

/** The paths for this process's environment. */
export const paths = labPaths(process.env);

/** Returns the path, or throws if no socket can be created there (108 bytes with the terminating zero). */
export function shortEnough(socket: string): string {
  if (Buffer.byteLength(socket) < 108) return socket;
  throw new Error(`the path of a socket may have 107 bytes, ${socket} has more: choose a shorter VOLSYNCCTL_LAB_DIR`);
}

function cachePaths(cache: string): Pick<LabPaths, 'cache' | 'cachedBinaries' | 'cachedImages'> {
  return { cache, cachedBinaries: path.join(cache, 'bin'), cachedImages: path.join(cache, 'images') };
}

type StatePaths = Omit<
  LabPaths,
  | 'cache'
  | 'cachedBinaries'
  | 'cachedImages'
  | 'run'
  | 'pids'
  | 'containerdRun'
  | 'containerdSocket'
  | 'lock'
  | 'cgroup'
>;

function statePaths(state: string): StatePaths {
  const nfsRoot = path.join(state, 'nfs');
  const faults = path.join(state, 'faults');
  return {
    state,
    etcd: path.join(state, 'etcd'),
    certificates: path.join(state, 'certificates'),
    config: path.join(state, 'config'),
    logs: path.join(state, 'logs'),
    containerdRoot: path.join(state, 'containerd'),
    kubelet: path.join(state, 'kubelet'),
    volumes: path.join(state, 'volumes'),
    tokens: path.join(state, 'tokens'),
    kubeconfig: path.join(state, 'kubeconfig'),
    userBin: path.join(state, 'bin'),
    kubeletBin: path.join(state, 'kubelet-bin'),
    nfsRoot,
    repositories: path.join(nfsRoot, nfsExport.path),
    fluxArtifacts: path.join(state, 'flux-artifacts'),
    faults,
    nfsFault: path.join(faults, 'nfs'),
  };
}

function shortHash(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 8);
}
