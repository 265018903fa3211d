import type { Facts } from '../facts.ts';
import { fine, problem, type Rule } from '../finding.ts';
import { objectOf } from '../judgement/status-rule.ts';
import { shellCommand } from '../../../shell-command.ts';

const summary = 'copyMethod is set to a method that VolSync supports';

export const copyMethod: Rule<Facts> = {
  name: 'copy-method',
  harm: 'no-backup',
  summary,
  explanation:
    'copyMethod has no default: the API accepts an object without it, and VolSync only sets an error condition. A destination supports Snapshot and Direct; Clone fails after the restore.',
  judge: ({ sources, destinations }) =>
    [...sources, ...destinations].flatMap((status) => {
      const { restic } = status.object.spec ?? {};
      if (restic === undefined) return [];
      const object = objectOf(status);
      const isSource = object.kind === 'ReplicationSource';
      const isFine = restic.copyMethod !== undefined && (isSource || restic.copyMethod !== 'Clone');
      if (isFine) return [fine(object, summary)];
      return [
        problem(object, {
          seen: restic.copyMethod === undefined ? 'copyMethod is not set' : 'copyMethod is Clone',
          why: 'the API accepts this, but no sync ever completes',
          fix: shellCommand`kubectl patch ${object.kind.toLowerCase()} ${object.name} -n ${object.namespace ?? ''} --type merge -p '{"spec":{"restic":{"copyMethod":"Snapshot"}}}'`,
        }),
      ];
    }),
};
