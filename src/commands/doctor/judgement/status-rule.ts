import type { DestinationStatus } from '../../../volsync/destination-state.ts';
import type { Problem } from '../../../volsync/problem.ts';
import type { Reason } from '../../../volsync/reasons.ts';
import type { SourceStatus } from '../../../volsync/source-state.ts';
import { ownerOf } from '../../../volsync/field-owner.ts';
import type { Facts } from '../facts.ts';
import { couldNotLook, fine, problem, type FindingObject, type Judged, type Rule } from '../finding.ts';
import { shellCommand, shellWords, type ShellWords } from '../../../shell-command.ts';

/** A rule that reports what `status` finds about a source or destination, for the given reasons. */
export interface StatusRule extends Rule<Facts> {
  readonly reasons: readonly Reason[];
}

interface StatusRuleOptions extends Omit<StatusRule, 'judge'> {
  /** Why it matters, in one line. */
  readonly why: string;
}

/** Creates a rule from reasons, so that doctor does not judge what `status` judges a second time. */
export function statusRule({ why, ...rule }: StatusRuleOptions): StatusRule {
  const judge = (facts: Facts) =>
    [...facts.sources, ...facts.destinations].flatMap((status) => {
      const found = status.problems.filter((one) => rule.reasons.includes(one.cause ?? one.reason));
      const object = objectOf(status);
      if (found.length === 0) return [fine(object, rule.summary)];
      return found.map((one) => judged(one, { object, why, status, facts }));
    });
  return { ...rule, judge };
}

interface Found {
  readonly object: FindingObject;
  readonly why: string;
  readonly status: SourceStatus | DestinationStatus;
  readonly facts: Facts;
}

function judged(found: Problem, { object, why, status, facts }: Found): Judged {
  if (found.level === 'unknown') return couldNotLook(object, found.message, why, found.hint);
  const owner = ownerOf(status.object);
  const sight = facts.movers.get(status.object.metadata.uid ?? '');
  const failed = sight?.kind === 'failing' ? sight.failedPods : 0;
  return problem(object, {
    seen: failed > 1 ? `${found.message} (${failed} pods have failed)` : found.message,
    why: owner === undefined || found.hint === undefined ? why : `${why}; ${owner.name} owns it: change it there`,
    fix: found.hint ?? lookCloser(status),
    evidence: found.details,
  });
}

function lookCloser(status: SourceStatus | DestinationStatus): string {
  const { kind, name, namespace = '' } = objectOf(status);
  const logs = shellCommand`volsyncctl logs ${name} -n ${namespace}`;
  return kind === 'ReplicationSource' ? logs : `${logs} --destination`;
}

/** An object as the last arguments of a command. */
export function flagsOf({ name, namespace = '' }: FindingObject): ShellWords {
  return shellWords`${name} -n ${namespace}`;
}

/** The name of a source or destination in findings. */
export function objectOf(status: SourceStatus | DestinationStatus): FindingObject {
  const { namespace, name } = status.object.metadata;
  // Items of a list do not carry their kind.
  const isSource = 'lastSync' in status;
  return { kind: isSource ? 'ReplicationSource' : 'ReplicationDestination', namespace, name };
}
