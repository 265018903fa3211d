import type { Facts, RepositoryFacts } from '../facts.ts';
import { couldNotLook, fine, problem, type Judged, type Rule } from '../finding.ts';

const summary = 'the repository holds a backup of the app';

export const backup: Rule<Facts> = {
  name: 'backup',
  harm: 'data-loss',
  summary,
  explanation:
    'A helper pod lists the snapshots in the repository and judges them as "volsyncctl verify" does. If status and repository disagree, the repository counts.',
  helperPod: 'repositories',
  judge: (facts) => (facts.repositories ?? []).map((repository) => judge(repository, facts)),
};

function judge({ source, verdict }: RepositoryFacts, facts: Facts): Judged {
  const { namespace, name } = source.metadata;
  const object = { kind: 'ReplicationSource', namespace, name };
  const { reason, message, details, hint } = verdict;
  const evidence = [...(verdict.repository === undefined ? [] : [`repository ${verdict.repository}`]), ...details];
  if (verdict.verdict === 'protected' || isSaid(verdict.reason, source, facts)) return fine(object, summary);
  const why = 'there may be no backup';
  if (verdict.verdict === 'unknown') return { ...couldNotLook(object, message, why, hint), evidence };
  return problem(object, {
    seen: message,
    why: reason === 'stale' ? 'a restore would lose everything since then' : 'a restore would not bring back the data',
    fix: hint,
    evidence,
  });
}

/** Problems in the status have their own rule; before the first sync there is nothing to find. */
function isSaid(
  reason: RepositoryFacts['verdict']['reason'],
  { metadata }: RepositoryFacts['source'],
  { sources }: Facts,
): boolean {
  const problems = sources.find(({ object }) => object.metadata.uid === metadata.uid)?.problems ?? [];
  const said = problems.flatMap((one) => [one.reason, ...(one.cause === undefined ? [] : [one.cause])]);
  const hidden = problems.flatMap(({ reason: why, hides = [] }) => (why === 'starting' ? hides : []));
  if (reason !== undefined && [...said, ...hidden].includes(reason)) return true;
  const hasNone = said.some((one) => ['never-synced', 'empty-source', 'starting'].includes(one));
  return hasNone && ['no-snapshot', 'repository-missing', 'window-open', 'never-synced'].includes(reason ?? '');
}
