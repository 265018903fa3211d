import { z } from 'zod';
import type { KubeObject } from '../kubernetes/objects.ts';
import { isSameTrigger, triggerOf } from './parking.ts';
import type { ReplicationSource } from './types.ts';

/** Annotation on a ReplicationSource whose backups are suspended: who did it, and the trigger to restore. */
export const suspensionAnnotation = 'volsyncctl/suspended';

const schema = z.object({
  by: z.string(),
  /** RFC 3339. */
  at: z.string(),
  until: z.string().exactOptional(),
  reason: z.string().exactOptional(),
  /** The previous `spec.trigger`; null if there was none. */
  trigger: z.object({ schedule: z.string().exactOptional(), manual: z.string().exactOptional() }).nullable(),
  /** The far schedule that replaces it. */
  parked: z.string(),
});

/** Content of the annotation. Hostile text: rendering strips control characters. */
export type Suspension = z.infer<typeof schema>;

/** The suspension of a source; `unreadable` if the annotation cannot be parsed. */
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

/** The suspension of a source, if it is in effect. */
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

/** Whether its end has passed: nothing resumes automatically. */
export function isOverdue({ until }: Suspension, now: Date): boolean {
  return until !== undefined && Date.parse(until) <= now.getTime();
}
