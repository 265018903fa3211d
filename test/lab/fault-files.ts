import { appUser } from './app-options.ts';
import { appOf, type Fault, type FaultTarget } from './fault-target.ts';
import { getJson, kubectl, patch } from './kubectl.ts';
import { paths } from './paths.ts';
import { inLabMounts } from './process.ts';
import { execa } from 'execa';
import path from 'node:path';

/**
 * Files of another user in the app's volume, and a mover without fsGroup, with which the kubelet would make them
 * readable.
 */
export const unreadableFiles: Fault = {
  description: "files in the app's volume that the mover may not read",
  needs: 'app',
  on: async (target) => {
    await inVolume(target, 'umask 077; echo secret >root-1; echo secret >root-2; mkdir -p root-folder');
    await setGroup(target, null);
  },
  off: async (target) => {
    if ((await volumeFolder(target)) === undefined) return;
    await inVolume(target, 'rm -rf root-1 root-2 root-folder');
    await setGroup(target, appUser);
  },
};

async function setGroup(target: FaultTarget, fsGroup: number | null): Promise<void> {
  const { app, namespace } = appOf(target);
  const change = { spec: { restic: { moverSecurityContext: { fsGroup } } } };
  await patch(['replicationsource', app, '-n', namespace], change);
}

async function inVolume(target: FaultTarget, script: string): Promise<void> {
  const folder = await volumeFolder(target);
  if (folder === undefined) throw new Error("the app's PVC has no volume");
  const [command, ...args] = inLabMounts('sh', ['-c', `cd "$0" && { ${script}; }`, folder]);
  await execa(command, args);
}

/** Where the storage driver keeps the volume of the app's PVC. */
export async function volumeFolder(target: FaultTarget): Promise<string | undefined> {
  const { app, namespace } = appOf(target);
  const claim = await getJson<{ spec: { volumeName?: string } }>(['pvc', app, '-n', namespace]);
  if (claim?.spec.volumeName === undefined) return undefined;
  const handle = await kubectl(['get', 'pv', claim.spec.volumeName, '-o', 'jsonpath={.spec.csi.volumeHandle}']);
  return path.join(paths.volumes, 'volumes', handle, 'data');
}
