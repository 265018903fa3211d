import type { Facts } from '../facts.ts';
import { fine, problem, type Rule } from '../finding.ts';
import { objectOf } from '../judgement/status-rule.ts';
import { shellCommand } from '../../../shell-command.ts';

const summary = 'retain is set';

export const noRetain: Rule<Facts> = {
  name: 'no-retain',
  harm: 'data-loss',
  summary,
  explanation:
    'Without retain, VolSync keeps only the last snapshot. A file that was deleted or damaged before the last sync then cannot be restored.',
  judge: ({ sources }) =>
    sources
      .filter(({ object }) => object.spec?.restic !== undefined)
      .map((status) => {
        const object = objectOf(status);
        const retain = Object.values(status.object.spec?.restic?.retain ?? {});
        if (retain.some((count) => count !== '' && count !== '0' && count !== 0)) return fine(object, summary);
        return problem(object, {
          seen: 'retain is not set: VolSync keeps only the last snapshot',
          why: 'files deleted or damaged before the last sync cannot be restored',
          fix: shellCommand`kubectl patch replicationsource ${object.name} -n ${object.namespace ?? ''} --type merge -p '{"spec":{"restic":{"retain":{"hourly":24,"daily":7,"weekly":5}}}}'`,
        });
      }),
};
