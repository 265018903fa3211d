import type { ForeignText } from '../foreign-text.ts';
import { triggerState } from './sync-state.ts';
import { isTriggerTag } from './trigger-tag.ts';
import type { ReplicationSource } from './types.ts';

/** What becomes of our tag once its sync has started. */
export type TagAfter =
  /** There is only a manual trigger: the tag is what says that nothing is to be done. */
  | { readonly kind: 'keep' }
  /** The schedule, or the loop of a source without any trigger, is in force again. */
  | { readonly kind: 'remove' }
  /** Somebody has parked the schedule with a tag of their own; it is parked by that tag again. */
  | { readonly kind: 'put-back'; readonly tag: ForeignText };

/**
 * Decides it from the source as it was. A tag of volsyncctl that is found there is no wish to park: it belongs to one
 * that runs now and will remove it, or was left by one that was killed.
 */
export function tagAfter(source: ReplicationSource, isToUnpark: boolean): TagAfter {
  const trigger = triggerState(source);
  if (trigger.kind === 'manual') return { kind: 'keep' };
  if (trigger.kind !== 'parked' || isToUnpark || isTriggerTag(trigger.tag)) return { kind: 'remove' };
  return { kind: 'put-back', tag: trigger.tag };
}
