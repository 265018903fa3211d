import { z } from 'zod';
import type { KubeObject } from '../kubernetes/objects.ts';
import { isSameTrigger, triggerOf } from './parking.ts';
import type { ReplicationSource } from './types.ts';

/** Set on a ReplicationSource whose backups are suspended: who did that, and the trigger that is to be restored. */
export const suspensionAnnotation = 'volsyncctl/suspended';

const schema = z.object({
  by: z.string(),
  /** RFC 3339. */
  at: z.string(),
  until: z.string().exactOptional(),
  reason: z.string().exactOptional(),
  /** `spec.trigger` as it was; null where there was none. */
  trigger: z.object({ schedule: z.string().exactOptional(), manual: z.string().exactOptional() }).nullable(),
  /** The far schedule in its place. */
  parked: z.string(),
});

/** What the annotation says. Hostile text: rendering strips control characters. */
export type Suspension = z.infer<typeof schema>;

/** The suspension of a source; `unreadable` where the annotation is there and says nothing. */
export function suspensionOf({ metadata: { annotations = {} } }: KubeObject): Suspension | 'unreadable' | undefined {
  const text = annotations[suspensionAnnotation];
  if (text === undefined) return undefined;
  try {
    return schema.parse(JSON.parse(text));
  } catch {
    return 'unreadable';
  }
}

/** Whether the source still has the far schedule: somebody may have set another one since. */
export function isInForce(source: ReplicationSource, { parked }: Suspension): boolean {
  return isSameTrigger(triggerOf(source), { schedule: parked });
}

/** The suspension of a source that is in force. */
export function suspensionInForce(source: ReplicationSource): Suspension | undefined {
  const suspension = suspensionOf(source);
  return typeof suspension === 'object' && isInForce(source, suspension) ? suspension : undefined;
}

/** As a sentence: `suspended by anna (database upgrade) until 2026-11-29T06:00:00Z`. */
export function suspensionText({ by, until, reason }: Suspension): string {
  const why = reason === undefined ? '' : ` (${reason})`;
  const end = until === undefined ? ', until it is resumed' : ` until ${until}`;
  return `backups are suspended by ${by}${why}${end}`;
}

/** Whether its time has passed: nobody resumes by itself. */
export function isOverdue({ until }: Suspension, now: Date): boolean {
  return until !== undefined && Date.parse(until) <= now.getTime();
}
