import type { Facts } from '../facts.ts';
import { couldNotLook, fine, type Rule } from '../finding.ts';
import { objectOf } from '../judgement/status-rule.ts';

const summary = 'the result of the last sync is known';

export const lastSyncUnknown: Rule<Facts> = {
  name: 'last-sync-unknown',
  harm: 'no-backup',
  summary,
  explanation:
    "VolSync keeps the last 1024 bytes of a mover's log. If it kept none, the last sync may have found an empty volume. Only the repository can tell, and without helper pods it is not read.",
  helperPod: 'repositories',
  judge: ({ sources, repositories = [] }) =>
    sources.map((status) => {
      const object = objectOf(status);
      const found = status.problems.find(({ reason }) => reason === 'no-evidence');
      const isSeen = repositories.some(
        ({ source, seen }) => source.metadata.uid === status.object.metadata.uid && seen.kind === 'seen',
      );
      if (found === undefined || isSeen) return fine(object, summary);
      return couldNotLook(object, found.message, 'it may have backed up nothing', found.hint);
    }),
};
