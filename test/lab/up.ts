import { existsSync, mkdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { applyAccess } from './access.ts';
import { applyAdmissionPolicies } from './admission.ts';
import { buildSteps, buildTogether, removePartialBuilds, unbuilt } from './build.ts';
import { busyboxProgram } from './busybox.ts';
import { importImage, startContainerd } from './containerd.ts';
import { startApi, startControllers } from './control-plane.ts';
import { writeWhole } from './credentials.ts';
import { endEverything, forgetState } from './down.ts';
import { keepFlux } from './flux.ts';
import { makeImages } from './images.ts';
import { kubectl, until } from './kubectl.ts';
import { isNodeReady, startKubelet } from './kubelet.ts';
import { withLock } from './lock.ts';
import { rememberMachineSettings } from './machine-settings.ts';
import { hasMounts, startMounts } from './mounts.ts';
import { startNetwork } from './network.ts';
import { prepareNfs } from './nfs.ts';
import { installPackages } from './packages.ts';
import { paths } from './paths.ts';
import { takenPorts } from './ports.ts';
import { LabImpossible, missingForLab } from './prerequisites.ts';
import { progress } from './progress.ts';
import { isUp, markComplete, markIncomplete } from './state.ts';
import { startStorage } from './storage.ts';
import { tools, toolPath } from './tools.ts';
import { versionMismatches } from './versions.ts';
import { installVolsync, releaseVolsyncLease, waitForVolsync } from './volsync.ts';

const programs = 'the programs';
const builds = buildSteps(programs);
const steps = {
  images: 'images',
  runtime: 'containerd with its images',
  api: 'etcd and the API server',
  kubelet: 'kubelet',
  storage: 'storage',
  volsync: 'VolSync',
} as const;

/** Brings the lab up from any state, and returns when VolSync is ready. */
export async function up(): Promise<void> {
  await withLock(async () => {
    if (await isUp()) {
      progress.note('the lab is up already');
      return;
    }
    await checkMachine();
    markIncomplete();
    announce();
    const archives = await buildEverything();
    const isFresh = !hasMounts();
    if (isFresh) await prepareMachine();
    await startEverything(archives, isFresh);
    markComplete();
    progress.note('the lab is up');
  });
}

async function checkMachine(): Promise<void> {
  const missing = await missingForLab();
  if (missing !== undefined) throw new LabImpossible(missing);
  const [mismatch] = versionMismatches();
  if (mismatch !== undefined) throw new Error(mismatch);
}

/** The steps of `up` on this machine, with the seconds that each took on two cores. */
function announce(): void {
  const isBuilt = unbuilt(Object.values(tools)).length === 0;
  progress.expect({
    ...(isBuilt ? {} : { [builds.fetch]: 60, [builds.compile]: 330 }),
    [steps.images]: isBuilt ? 1 : 15,
    [steps.runtime]: 8,
    [steps.api]: 8,
    [steps.kubelet]: 5,
    [steps.storage]: 5,
    [steps.volsync]: 10,
  });
}

async function buildEverything(): Promise<string[]> {
  removePartialBuilds();
  // What is installed is fetched from elsewhere, while the sources are.
  const installed = installPackages().then(busyboxProgram);
  await Promise.all([buildTogether(Object.values(tools), programs), installed]);
  return progress.step(steps.images, makeImages);
}

/** Cleans up after a killed lab, keeps what its cluster had stored, and prepares a new start. */
async function prepareMachine(): Promise<void> {
  await endEverything();
  if (bootOfState() !== thisBoot()) await forgetState(); // etcd does not sync: after a crash of the machine its files are useless
  for (const folder of [paths.run, paths.containerdRoot, paths.kubelet])
    rmSync(folder, { recursive: true, force: true });
  const taken = await takenPorts();
  if (taken.length > 0) throw new Error(`something else listens on 127.0.0.1, port ${taken.join(', ')}`);
  writeWhole(bootFile, thisBoot());
  rememberMachineSettings();
  await startMounts();
}

async function startEverything(archives: readonly string[], isFresh: boolean): Promise<void> {
  linkUserCommands();
  await startNetwork();
  await prepareNfs();
  const runtime = progress.step(steps.runtime, async () => {
    await startContainerd();
    await Promise.all(archives.map(importImage));
  });
  await progress.step(steps.api, startApi);
  const controllers = startControllers();
  const policies = Promise.all([applyAccess(), applyAdmissionPolicies()]);
  await Promise.all([runtime, controllers]);
  const node = progress.step(steps.kubelet, startKubelet);
  const storage = node.then(() => progress.step(steps.storage, startStorage));
  const manager = progress.step(steps.volsync, async () => {
    await until('the CRDs of VolumeSnapshots exist', hasSnapshotCrds);
    if (isFresh) await releaseVolsyncLease();
    await installVolsync();
    await waitForVolsync();
  });
  await Promise.all([storage, manager, policies]);
  await keepFlux();
  await until('the node is ready', isNodeReady);
}

async function hasSnapshotCrds(): Promise<boolean> {
  const crds = ['volumesnapshots', 'volumesnapshotcontents', 'volumesnapshotclasses'];
  const names = crds.map((crd) => `crd/${crd}.snapshot.storage.k8s.io`);
  await kubectl(['wait', '--for=condition=Established', '--timeout=1s', ...names]);
  return true;
}

function linkUserCommands(): void {
  mkdirSync(paths.userBin, { recursive: true });
  for (const name of ['kubectl', 'restic'] as const) {
    rmSync(path.join(paths.userBin, name), { force: true });
    symlinkSync(toolPath(name), path.join(paths.userBin, name));
  }
}

const bootFile = path.join(paths.state, 'boot-id');

function bootOfState(): string | undefined {
  return existsSync(bootFile) ? readFileSync(bootFile, 'utf8') : undefined;
}

function thisBoot(): string {
  return readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
}
