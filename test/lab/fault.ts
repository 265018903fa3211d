import { unreadableFiles } from './fault-files.ts';
import { foreignLock, staleDestinationLock, staleExclusiveLock, staleLock } from './fault-lock.ts';
import { type ActiveFault, activeFaults, mark, unmark } from './fault-markers.ts';
import { moverImage } from './fault-mover-image.ts';
import { podSecurity, quota } from './fault-namespace.ts';
import { nfsDown, nfsHang } from './fault-nfs.ts';
import { wrongPassword } from './fault-password.ts';
import { repositoryFull } from './fault-repository-full.ts';
import { snapshotFails, snapshotSlow, volumeFails } from './fault-storage.ts';
import { appOf, type Fault, type FaultTarget, namespaceOf } from './fault-target.ts';
import { userRights } from './fault-user.ts';
import { apiServerRestart, volsyncDown } from './fault-volsync.ts';

/** Everything that can be broken on purpose, by name. */
export const faults = {
  'nfs-down': nfsDown,
  'nfs-hang': nfsHang,
  'wrong-password': wrongPassword,
  'stale-lock': staleLock,
  'stale-exclusive-lock': staleExclusiveLock,
  'stale-destination-lock': staleDestinationLock,
  'foreign-lock': foreignLock,
  'repository-full': repositoryFull,
  'unreadable-files': unreadableFiles,
  'mover-image': moverImage,
  'snapshot-fails': snapshotFails,
  'snapshot-slow': snapshotSlow,
  'volume-fails': volumeFails,
  quota,
  'pod-security': podSecurity,
  'volsync-down': volsyncDown,
  'apiserver-restart': apiServerRestart,
  user: userRights,
} as const satisfies Record<string, Fault>;

/** The name of a fault. */
export type FaultName = keyof typeof faults;

/** Switches a fault on or off and returns when that is done. */
export async function setFault(name: FaultName, state: 'on' | 'off', target: FaultTarget = {}): Promise<void> {
  const fault: Fault = faults[name];
  if (fault.needs === 'app') appOf(target);
  if (fault.needs === 'namespace') namespaceOf(target);
  if (state === 'on') await switchOn({ name, target }, fault);
  else await switchOff({ name, target }, fault);
}

/** Switches off all active faults; tries each one even if another cannot be undone. */
export async function clearFaults(): Promise<void> {
  const errors: unknown[] = [];
  for (const { name, target } of activeFaults()) {
    if (!isFaultName(name)) continue;
    await setFault(name, 'off', target).catch((error: unknown) => errors.push(error));
  }
  if (errors.length > 0) throw new AggregateError(errors, errors.map(String).join('\n'));
}

/** Recorded before it is on, so that one that fails halfway, or whose program is killed, is undone as well. */
async function switchOn(active: ActiveFault, fault: Fault): Promise<void> {
  if (fault.off !== undefined) mark(active);
  try {
    await fault.on(active.target);
  } catch (error) {
    await switchOff(active, fault).catch(() => undefined); // the first error is more informative
    throw error;
  }
}

async function switchOff(active: ActiveFault, fault: Fault): Promise<void> {
  await fault.off?.(active.target);
  unmark(active);
}

function isFaultName(name: string): name is FaultName {
  return name in faults;
}
