import { isErrorOf, recurringErrors, type RecurringError } from '../../../volsync/controller-errors.ts';
import type { Facts } from '../facts.ts';
import { couldNotLook, fine, problem, type FindingObject, type Judged, type Rule } from '../finding.ts';
import { clusterObject, seen } from '../judgement/judge-listed.ts';
import { flagsOf, objectOf } from '../judgement/status-rule.ts';
import { shellCommand } from '../../../shell-command.ts';

const summary = "the log of VolSync's controller has no recurring error";

export const controllerLog: Rule<Facts> = {
  name: 'controller-log',
  harm: 'no-backup',
  summary,
  explanation:
    'Only its log says why the controller cannot create a Job, a copy or a PVC. Errors of the last 40 minutes are grouped and shown for the selected apps, and without a selection also those about no object. An error that occurred three times counts until twice its last interval has passed: until then no retry has succeeded. Conflicts between two writers resolve themselves and are left out.',
  judge: (facts) => {
    const { controllerLog: log } = facts;
    if (log === undefined) return [fine(clusterObject, summary)];
    if ('why' in log) return [couldNotLook(clusterObject, summary, log.why, log.hint)];
    const errors = recurringErrors(log.value, facts.now);
    const judged = errors.flatMap((error) => judge(error, facts) ?? []);
    return judged.length === 0 ? [fine(clusterObject, summary)] : judged;
  },
};

function judge(error: RecurringError, facts: Facts): Judged | undefined {
  const status = [...facts.sources, ...facts.destinations].find(({ object: { metadata } }) =>
    isErrorOf(error, metadata.namespace ?? '', metadata.name),
  );
  if (status !== undefined) {
    const object = objectOf(status);
    return judged(error, object, shellCommand`volsyncctl logs ${flagsOf(object)} --controller`);
  }
  const claim = claimOf(error, facts);
  if (claim !== undefined) return judged(error, claim, shellCommand`kubectl describe pvc ${flagsOf(claim)}`);
  if (error.entry !== undefined || !facts.isWhole) return undefined;
  const controller = seen(facts.cluster.controllers)[0]?.metadata;
  if (controller === undefined) return undefined;
  const { namespace, name } = controller;
  return judged(
    error,
    { kind: 'Deployment', namespace, name },
    shellCommand`kubectl logs deployment/${name} -n ${namespace ?? ''} --since 40m`,
  );
}

/** An app's PVC: the controller also fills PVCs. */
function claimOf(error: RecurringError, { sources }: Facts): FindingObject | undefined {
  return sources
    .map(({ object: { metadata, spec } }) => ({ namespace: metadata.namespace ?? '', name: spec?.sourcePVC ?? '' }))
    .filter(({ namespace, name }) => isErrorOf(error, namespace, name))
    .map((key) => ({ kind: 'PersistentVolumeClaim', ...key }))[0];
}

function judged({ text, count, last, entry }: RecurringError, object: FindingObject, fix: string): Judged {
  return problem(object, {
    seen: `VolSync's controller has a recurring error: ${text}`,
    why: 'it keeps retrying and makes no progress',
    fix,
    evidence: [
      `${count} times, the last at ${last.toISOString().replace(/\.\d+Z$/, 'Z')}`,
      ...(entry === undefined ? [] : [`${entry.logger} ${entry.message}`.trim()]),
    ],
    sure: 'likely',
  });
}
