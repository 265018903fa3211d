import type { Facts } from '../facts.ts';
import { fine, problem, type Rule } from '../finding.ts';
import { isRetainConflict } from './retain-conflict.ts';
import { shellCommand } from '../../../shell-command.ts';

const summary = 'the repository has the history that retain promises';

export const snapshotHistory: Rule<Facts> = {
  name: 'snapshot-history',
  harm: 'data-loss',
  summary,
  explanation:
    'Even if the newest snapshot is good, the history may be damaged: retries of one sync replace older backups (retain.last), the repository has snapshots that the app did not make, or its history starts later than the app.',
  helperPod: 'repositories',
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
          why: 'older backups are missing, or a restore takes a snapshot that the app did not make',
          fix: shellCommand`volsyncctl snapshots ${name} -n ${namespace ?? ''}`,
        }),
      );
    }),
};
