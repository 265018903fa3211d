import type { ForeignText } from '../foreign-text.ts';
import { triggerState } from './sync-state.ts';
import { isTriggerTag } from './trigger-tag.ts';
import type { ReplicationSource } from './types.ts';

/** What happens to our tag once its sync has started. */
export type TagAfter =
  /** There is only a manual trigger: without the tag, VolSync would sync in a loop. */
  | { readonly kind: 'keep' }
  /** The schedule, or the loop of a source without any trigger, takes effect again. */
  | { readonly kind: 'remove' }
  /** Somebody had parked the schedule with their own tag, which is restored. */
  | { readonly kind: 'put-back'; readonly tag: ForeignText };

/**
 * Decides it from the source as it was. An existing tag of volsyncctl does not mean that somebody wants to park the
 * schedule: it belongs to a running volsyncctl that will remove it, or was left by an interrupted one.
 */
export function tagAfter(source: ReplicationSource, isToUnpark: boolean): TagAfter {
  const trigger = triggerState(source);
  if (trigger.kind === 'manual') return { kind: 'keep' };
  if (trigger.kind !== 'parked' || isToUnpark || isTriggerTag(trigger.tag)) return { kind: 'remove' };
  return { kind: 'put-back', tag: trigger.tag };
}
