import type { Facts, Listed } from '../facts.ts';
import { couldNotLook, type FindingObject, type Judged } from '../finding.ts';
import { shellWords, type ShellWords } from '../../../shell-command.ts';

/** Judges what was listed; if listing was not allowed, reports the missing permission. */
export function judgeListed<T>(
  listed: Listed<T>,
  unseen: { readonly object: FindingObject; readonly summary: string },
  judge: (objects: readonly T[]) => readonly Judged[],
): readonly Judged[] {
  return 'why' in listed ? [couldNotLook(unseen.object, unseen.summary, listed.why, listed.hint)] : judge(listed.value);
}

/** The name of the cluster in findings. */
export const clusterObject: FindingObject = { kind: 'Cluster', name: 'cluster' };

/** The namespace that is checked, or the cluster. */
export function placeObject({ namespace }: Facts): FindingObject {
  return namespace === undefined ? clusterObject : { kind: 'Namespace', name: namespace };
}

/** The flags of a command for the same scope. */
export function placeFlags({ namespace }: Facts): ShellWords {
  return namespace === undefined ? shellWords`-A` : shellWords`-n ${namespace}`;
}

/** The items of a list; empty if it may not be read, which another rule reports. */
export function seen<T>(listed: Listed<T>): readonly T[] {
  return 'why' in listed ? [] : listed.value;
}
