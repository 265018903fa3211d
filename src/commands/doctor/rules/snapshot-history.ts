import type { Facts } from '../facts.ts';
import { fine, problem, type Rule } from '../finding.ts';
import { isRetainConflict } from './retain-conflict.ts';

const summary = 'the history in the repository is what retain promises';

export const snapshotHistory: Rule<Facts> = {
  name: 'snapshot-history',
  harm: 'data-loss',
  summary,
  explanation:
    'Whatever the newest snapshot is, the history may be damaged: retries of one sync take the place of older backups (retain.last), snapshots of strangers are in the repository, or it begins later than the app.',
  judge: ({ repositories = [] }) =>
    repositories.flatMap(({ source: { metadata }, verdict }) => {
      const { namespace, name } = metadata;
      const object = { kind: 'ReplicationSource', namespace, name };
      const warnings = verdict.warnings.filter(
        (text) => !isRetainConflict(text) && !text.includes('into the same repository'),
      );
      if (warnings.length === 0) return [fine(object, summary)];
      return warnings.map((seen) =>
        problem(object, {
          seen,
          why: 'older backups are missing, or a restore takes what the app did not make',
          fix: `volsyncctl snapshots ${name} -n ${namespace ?? ''}`,
        }),
      );
    }),
};
