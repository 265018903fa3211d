import { plainLine } from '../foreign-text.ts';
import { lasting, type Diagnosis } from './diagnosis.ts';
import { leftParked } from './left-parked.ts';
import { moverKind } from './mover-kind.ts';
import { openRestoreMessage, openRestoreOf, openRestoreStatus } from './open-restore.ts';
import { scheduleProblem } from './schedule-problem.ts';
import type { ReplicationSource } from './types.ts';
import { shellCommand, shellWords, type ShellWords } from '../shell-command.ts';

/** Why triggering a source would not give a reliable result, judged from the object alone. */
export function triggerRefusal(source: ReplicationSource): Diagnosis | undefined {
  const place = shellWords`${source.metadata.name} -n ${source.metadata.namespace ?? ''}`;
  return (
    refusedRestore(source) ?? refusedMover(source, place) ?? refusedPause(source, place) ?? refusedSpec(source, place)
  );
}

/** A half-restored volume must not become the newest backup. */
function refusedRestore(source: ReplicationSource): Diagnosis | undefined {
  const left = leftParked(source);
  if (left !== undefined) return left;
  if (openRestoreOf(source) === undefined) return undefined;
  return lasting('open-restore', openRestoreMessage(source), [], openRestoreStatus(source));
}

function refusedMover(source: ReplicationSource, place: ShellWords): Diagnosis | undefined {
  const kind = moverKind(source);
  const edit = shellCommand`kubectl edit replicationsource ${place}`;
  switch (kind) {
    case 'restic':
      return undefined;
    case 'none':
      return lasting('no-mover', 'no mover is set, so VolSync does nothing', [], edit);
    case 'several':
      return lasting('no-mover', 'several movers are set, so VolSync does nothing', [], edit);
    case 'external':
      return lasting('unsupported-mover', 'spec.external: another program copies the data, and VolSync starts nothing');
    case 'syncthing':
      return lasting('unsupported-mover', 'syncthing runs all the time; it cannot be triggered and never completes');
    default:
      return lasting(
        'unsupported-mover',
        `${kind} leaves no snapshot id in its log, so success could not be proven; volsyncctl triggers restic only`,
      );
  }
}

/** VolSync would copy the volume now, and back up that copy whenever it is unpaused. */
function refusedPause({ spec }: ReplicationSource, place: ShellWords): Diagnosis | undefined {
  if (spec?.paused !== true) return undefined;
  return lasting(
    'paused',
    'spec.paused is true: VolSync would copy the volume and then wait',
    [],
    shellCommand`kubectl patch replicationsource ${place} --type merge -p '{"spec":{"paused":false}}'`,
  );
}

function refusedSpec(source: ReplicationSource, place: ShellWords): Diagnosis | undefined {
  const { spec } = source;
  const hint = shellCommand`kubectl edit replicationsource ${place}`;
  if (spec?.restic?.copyMethod === undefined) {
    return lasting('error', 'spec.restic.copyMethod is not set, and VolSync has no default for it', [], hint);
  }
  if ((spec.sourcePVC ?? '') === '') return lasting('source-missing', 'spec.sourcePVC is not set', [], hint);
  if ((spec.restic.repository ?? '') === '') {
    return lasting('secret-missing', 'spec.restic.repository names no Secret', [], hint);
  }
  return refusedSchedule(source, hint);
}

/** A sync that ends under a schedule that VolSync cannot parse stays "running" forever: no sync would follow it. */
function refusedSchedule(source: ReplicationSource, hint: string): Diagnosis | undefined {
  const problem = scheduleProblem(source);
  if (problem === undefined) return undefined;
  const text = source.spec?.trigger?.schedule ?? '';
  const message = `VolSync cannot parse the schedule "${plainLine(text)}" and would not sync again: ${problem}`;
  return lasting('broken-schedule', message, [], hint);
}
