import { Failure } from '../errors.ts';
import type { CheckFinding } from '../repository/judge-index.ts';
import { shortId, type Snapshot } from '../restic/snapshots.ts';
import { restoreOrder } from '../volsync/restore-choice.ts';
import type { HeldSnapshots } from './snapshot-selector.ts';
import { shellCommand } from '../shell-command.ts';

/**
 * Refuses a snapshot that the repository cannot restore completely: a mover would only notice after it has written half
 * of it. What could not be determined is a warning, one sentence each.
 */
export function requireUndamaged(snapshot: Snapshot, held: HeldSnapshots): readonly string[] {
  const { finding } = held;
  if (finding === undefined) return [];
  const { judgement, touched } = finding;
  if (judgement.reason === 'damaged') {
    if (touched === undefined || touched.includes(snapshot.id)) throw damaged(snapshot, held, finding);
    return [`${judgement.message}; snapshot ${shortId(snapshot.id)} needs none of it`];
  }
  if (judgement.reason === 'forbidden') throw notReadable(held, finding);
  return [`whether the repository has all data of snapshot ${shortId(snapshot.id)} is not known: ${judgement.message}`];
}

/** The repository lacks data of a snapshot, or that is not certain. */
export class DamagedSnapshot extends Failure {}

const shownSnapshots = 3;

function damaged(snapshot: Snapshot, held: HeldSnapshots, { judgement, touched }: CheckFinding): Failure {
  const { verdict, message, details } = judgement;
  const { namespace, name } = held.app;
  const what = `Snapshot ${shortId(snapshot.id)} of ${namespace}/${name} cannot be restored whole: ${message}; nothing was changed.`;
  const whole = touched === undefined ? [] : restoreOrder(held.snapshots).filter(({ id }) => !touched.includes(id));
  const shown = whole.slice(0, shownSnapshots).map(({ id, time }) => `${shortId(id)} of ${rfc3339(time)}`);
  return new DamagedSnapshot(verdict === 'unprotected' ? 'unprotected' : 'unknown', what, {
    details: [...details, ...(shown.length === 0 ? [] : [`Not affected: ${shown.join(', ')}`])],
    hint: [
      ...whole.slice(0, 1).map(({ id }) => `restore one that is not affected: --snapshot ${shortId(id)}`),
      ...(held.hint === undefined ? [] : [shellCommand`volsyncctl verify ${name} -n ${namespace} --depth metadata`]),
    ],
  });
}

function notReadable({ app }: HeldSnapshots, { judgement }: CheckFinding): Failure {
  const { message, details, hint } = judgement;
  const what = `What is in the repository of ${app.namespace}/${app.name} cannot be read: ${message}; nothing was changed.`;
  return new Failure('unknown', what, { details, hint });
}

function rfc3339(moment: Date): string {
  return moment.toISOString().replace(/\.\d+Z$/, 'Z');
}
