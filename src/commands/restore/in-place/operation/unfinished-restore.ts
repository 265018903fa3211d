import { Failure, isFailure } from '../../../../errors.ts';
import { LostJournal } from './lost-journal.ts';
import { OtherClaim } from './restored-claim.ts';
import { stepNames, type RestoreJournal } from '../../../../volsync/restore-journal.ts';
import { shellCommand } from '../../../../shell-command.ts';

/** Why a restore is unfinished, with the ways out; other errors stay unchanged. */
export function unfinishedRestore(error: unknown, journal: RestoreJournal): unknown {
  if (!isFailure(error) || error instanceof LostJournal) return error;
  const { namespace, app, direction, steps } = journal;
  const { kind, message, details, hint, missingRight } = error;
  const done = stepNames.filter((name) => steps[name] === 'done');
  const far = done.length === 0 ? 'nothing is done yet' : `done: ${done.join(', ')}`;
  const data = steps.restore === undefined ? 'the data is as it was' : 'the data may be half restored';
  const back = shellCommand`roll back: volsyncctl restore abort ${app} -n ${namespace}`;
  const on = shellCommand`resume: volsyncctl restore resume ${app} -n ${namespace}`;
  return new Failure(kind, message, {
    details: [
      ...details,
      ...(hint === undefined || error instanceof OtherClaim ? [] : [hint]),
      direction === 'forward'
        ? `The restore of ${namespace}/${app} stays open; ${far}; ${data}.`
        : `The restore of ${namespace}/${app} stays open.`,
    ],
    hint: error instanceof OtherClaim ? hint?.split('\n') : direction === 'aborting' ? back : [on, back],
    missingRight,
    cause: error.cause,
  });
}
