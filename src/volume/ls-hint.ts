import { shortId, type Snapshot } from '../restic/snapshots.ts';
import type { VolumeTarget } from './options.ts';
import { shellCommand } from '../shell-command.ts';

/** Where to list the folder. */
export interface LsLocation {
  readonly target: VolumeTarget;
  /** The frozen copy, a snapshot in the repository, or undefined for the live volume. */
  readonly in?: 'snapshot' | Snapshot | undefined;
}

/** The command that lists a folder, ready to be pasted into a shell. */
export function lsHint({ target, in: place }: LsLocation, folder: string): string {
  const volume = target.kind === 'app' ? target.app : `pvc/${target.claim}`;
  const flags = place === undefined ? '' : place === 'snapshot' ? ' --snapshot' : ` --backup ${shortId(place.id)}`;
  return shellCommand`volsyncctl ls ${pathWord(volume, folder)} -n ${target.namespace}` + flags;
}

/** Names with special characters are double-quoted, as ls shows them. */
function pathWord(volume: string, folder: string): string {
  return `${volume}:${/^[A-Za-z0-9._/-]*$/.test(folder) ? folder : JSON.stringify(folder)}`;
}
