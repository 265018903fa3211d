import { retainConflicts } from '../../../volsync/shared-repository.ts';
import type { Facts } from '../facts.ts';
import { fine, problem, type Rule } from '../finding.ts';
import { objectOf } from '../judgement/status-rule.ts';
import { shellCommand } from '../../../shell-command.ts';

const summary = 'sources of one PVC in one repository have the same retain';

export const retainConflict: Rule<Facts> = {
  name: 'retain-conflict',
  harm: 'data-loss',
  summary,
  explanation:
    'Each sync forgets snapshots by the retain of its own source. Two sources of one PVC in one repository with different retain remove snapshots that the other should keep. Give both the same retain, or each its own repository.',
  helperPod: 'repositories',
  judge: ({ sources, objects, repositories = [] }) =>
    sources.map((status) => {
      const object = objectOf(status);
      const { uid } = status.object.metadata;
      const verdict = repositories.find(({ source }) => source.metadata.uid === uid)?.verdict;
      const said = verdict?.warnings.filter(isRetainConflict) ?? [];
      const [first, ...others] = new Set([
        ...retainConflicts({ source: status.object, around: objects.sources }),
        ...said,
      ]);
      if (first === undefined) return fine(object, summary);
      return problem(object, {
        seen: first,
        why: 'the history of both is shorter than their retain promises',
        fix: shellCommand`kubectl edit replicationsource ${object.name} -n ${object.namespace ?? ''}`,
        evidence: others,
      });
    }),
};

/** Recognizes this warning of `verify`. */
export function isRetainConflict(text: string): boolean {
  return text.includes('into this repository with another retain');
}
