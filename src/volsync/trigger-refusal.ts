import { leftParked } from './left-parked.ts';
import { moverKind } from './mover-kind.ts';
import { openRestoreMessage, openRestoreOf, openRestoreStatus } from './open-restore.ts';
import type { Reason } from './reasons.ts';
import { scheduleProblem } from './schedule-problem.ts';
import type { ReplicationSource } from './types.ts';

/** Why a source cannot be triggered with a result that can be trusted. */
export interface TriggerRefusal {
  readonly reason: Reason;
  readonly message: string;
  readonly hint?: string | undefined;
}

/** What the object alone tells; undefined where nothing speaks against it. */
export function triggerRefusal(source: ReplicationSource): TriggerRefusal | undefined {
  const place = `${source.metadata.name} -n ${source.metadata.namespace ?? ''}`;
  return (
    refusedRestore(source) ?? refusedMover(source, place) ?? refusedPause(source, place) ?? refusedSpec(source, place)
  );
}

/** A volume that is half restored must not become the newest backup. */
function refusedRestore(source: ReplicationSource): TriggerRefusal | undefined {
  const left = leftParked(source);
  if (left !== undefined) return { reason: 'parked-schedule', ...left };
  if (openRestoreOf(source) === undefined) return undefined;
  return { reason: 'open-restore', message: openRestoreMessage(source), hint: openRestoreStatus(source) };
}

function refusedMover(source: ReplicationSource, place: string): TriggerRefusal | undefined {
  const kind = moverKind(source);
  const edit = `kubectl edit replicationsource ${place}`;
  switch (kind) {
    case 'restic':
      return undefined;
    case 'none':
      return { reason: 'no-mover', message: 'no mover is set, so VolSync does nothing', hint: edit };
    case 'several':
      return { reason: 'no-mover', message: 'several movers are set, so VolSync does nothing', hint: edit };
    case 'external':
      return {
        reason: 'unsupported-mover',
        message: 'spec.external: another program copies the data, and VolSync starts nothing',
      };
    case 'syncthing':
      return {
        reason: 'unsupported-mover',
        message: 'syncthing runs all the time; it cannot be triggered and never completes',
      };
    default:
      return {
        reason: 'unsupported-mover',
        message: `${kind} leaves no snapshot id in its log, so success could not be proven; volsyncctl triggers restic only`,
      };
  }
}

/** VolSync would copy the volume now, and back up that copy whenever it is unpaused. */
function refusedPause({ spec }: ReplicationSource, place: string): TriggerRefusal | undefined {
  if (spec?.paused !== true) return undefined;
  return {
    reason: 'paused',
    message: 'spec.paused is true: VolSync would copy the volume and then wait',
    hint: `kubectl patch replicationsource ${place} --type merge -p '{"spec":{"paused":false}}'`,
  };
}

function refusedSpec(source: ReplicationSource, place: string): TriggerRefusal | undefined {
  const { spec } = source;
  const hint = `kubectl edit replicationsource ${place}`;
  if (spec?.restic?.copyMethod === undefined) {
    return { reason: 'error', message: 'spec.restic.copyMethod is not set, and VolSync has no default for it', hint };
  }
  if ((spec.sourcePVC ?? '') === '') return { reason: 'source-missing', message: 'spec.sourcePVC is not set', hint };
  if ((spec.restic.repository ?? '') === '') {
    return { reason: 'secret-missing', message: 'spec.restic.repository names no Secret', hint };
  }
  return refusedSchedule(source, hint);
}

/** A sync that ends under a schedule that VolSync cannot read stays "running" for ever: none would come after ours. */
function refusedSchedule(source: ReplicationSource, hint: string): TriggerRefusal | undefined {
  const problem = scheduleProblem(source);
  if (problem === undefined) return undefined;
  const text = source.spec?.trigger?.schedule ?? '';
  const message = `VolSync cannot parse the schedule "${text}" and would not sync again: ${problem}`;
  return { reason: 'broken-schedule', message, hint };
}
