import { plainLine } from '../foreign-text.ts';
import type { KubeObject } from '../kubernetes/objects.ts';
import { lasting, type Diagnosis } from './diagnosis.ts';
import { openRestoreOf } from './open-restore.ts';
import { suspensionInForce } from './suspension.ts';
import { unknownApp, type Judgement } from './verdict.ts';
import type { ReplicationSource } from './types.ts';
import { shellCommand, shellWords } from '../shell-command.ts';

/**
 * The form of a schedule that only volsyncctl writes, to park a source during an in-place restore: see `farSchedule`.
 */
const parkingSchedule = /^00 00 (?:01|29) [01]\d \*$/;

/**
 * The problem of a source that is still parked without any other trace of a restore: its mark and journal were removed.
 * Undefined if it is not parked, or its restore is known.
 */
export function leftParked(source: ReplicationSource): Diagnosis | undefined {
  if (suspensionInForce(source) !== undefined) return undefined;
  const schedule = plainLine(source.spec?.trigger?.schedule ?? '');
  if (!parkingSchedule.test(schedule) || openRestoreOf(source) !== undefined) return undefined;
  const message =
    `an in-place restore left the schedule parked ("${schedule}"), and its mark and journal were removed: ` +
    'nothing is backed up, the app may be stopped, and the volume may be half restored';
  return lasting('parked-schedule', message, [], wayBack(source));
}

/** A source that was left parked allows no good verdict: the contents of its volume are not known. */
export function judgeLeftParked(source: ReplicationSource): Judgement | undefined {
  const left = leftParked(source);
  return left && unknownApp(left.reason, left.message, left);
}

/** The schedule that was applied is known if `kubectl apply` set it. */
function wayBack(source: ReplicationSource): string {
  const { name, namespace = '' } = source.metadata;
  const place = shellWords`replicationsource ${name} -n ${namespace}`;
  const schedule = appliedSchedule(source);
  if (schedule === undefined) return shellCommand`kubectl edit ${place}`;
  const patch = JSON.stringify({ spec: { trigger: { schedule } } });
  return shellCommand`kubectl patch ${place} --type merge -p ${patch}`;
}

function appliedSchedule({ metadata: { annotations = {} } }: KubeObject): string | undefined {
  try {
    const applied = JSON.parse(annotations['kubectl.kubernetes.io/last-applied-configuration'] ?? '') as Applied;
    const schedule = applied.spec?.trigger?.schedule;
    return typeof schedule === 'string' && !parkingSchedule.test(schedule) ? schedule : undefined;
  } catch {
    return undefined;
  }
}

interface Applied {
  readonly spec?: { readonly trigger?: { readonly schedule?: unknown } };
}
