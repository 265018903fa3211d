import { moverRoles } from '../../../volsync/mover-policies.ts';
import { policyProblems, type PolicyCheck, type PolicyProblem } from '../../../volsync/mover-policy-problems.ts';
import type { Facts } from '../facts.ts';
import { couldNotLook, fine, problem, type Judged, type Rule } from '../finding.ts';
import { clusterObject } from './judge-listed.ts';

interface PolicyRuleOptions extends Omit<Rule<Facts>, 'judge'> {
  readonly name: PolicyCheck;
  /** The facts that the rule needs. */
  readonly needs: readonly ('policies' | 'dry-run')[];
}

/** Creates a rule from a check of `policies`, so that doctor does not judge it a second time. */
export function policyRule({ needs, ...rule }: PolicyRuleOptions): Rule<Facts> {
  const judge = ({ admission }: Facts): readonly Judged[] => {
    const { served, probes } = admission;
    const found = policyProblems(admission).filter(({ check, level }) => check === rule.name && level !== 'unknown');
    const unseen = [
      ...(needs.includes('policies') && 'why' in served
        ? [couldNotLook(clusterObject, rule.summary, served.why, served.hint)]
        : []),
      ...(needs.includes('dry-run') ? probes : []).flatMap(({ namespace, role, answer }) =>
        answer.kind === 'unknown' && role === moverRoles[0]
          ? [couldNotLook({ kind: 'Namespace', name: namespace }, rule.summary, answer.why)]
          : [],
      ),
    ];
    const judged = [...found.map(judgedOf), ...unseen];
    return judged.length === 0 ? [fine(clusterObject, rule.summary)] : judged;
  };
  return { ...rule, judge };
}

/** A warning of `policies` is a note: nothing has failed yet. */
function judgedOf({ level, object, subject, seen, why, hint, sure }: PolicyProblem): Judged {
  const said = object.kind === 'Namespace' || subject.startsWith('policies ') ? `${subject}: ${seen}` : seen;
  if (level === 'warning') return { ...fine(object, `${said}: ${why}`), why, fix: hint };
  return problem(object, { seen: said, why, fix: hint, sure });
}
