import type { Facts, RepositoryFacts } from '../facts.ts';
import { problem, type Judged } from '../finding.ts';
import { flagsOf, statusRule } from '../judgement/status-rule.ts';
import { shellCommand } from '../../../shell-command.ts';

const said = statusRule({
  name: 'stale-lock',
  harm: 'no-backup',
  reasons: ['locked'],
  summary: 'no lock in the repository blocks the mover',
  why: 'backup, forget or prune fails on every attempt until the lock is removed',
  explanation:
    'restic leaves a lock behind when its process is killed. The mover then fails, and VolSync restarts it endlessly. A lock is found through the failure of a mover, or in the repository while no sync of the app runs: then the next sync will fail, or someone is using the repository by hand. "volsyncctl unlock" proves that the owner of each lock is dead before it removes any.',
});

export const staleLock = {
  ...said,
  helperPod: 'repositories' as const,
  judge: (facts: Facts) => {
    const judged = said.judge(facts);
    const named = new Set(judged.filter(({ outcome }) => outcome !== 'fine').map(({ object }) => nameOf(object)));
    const waiting = (facts.repositories ?? [])
      .filter((repository) => isLeft(repository, facts))
      .map(judgeLocks)
      .filter(({ object }) => !named.has(nameOf(object)));
    const found = new Set(waiting.map(({ object }) => nameOf(object)));
    return [...judged.filter(({ object }) => !found.has(nameOf(object))), ...waiting];
  },
};

/** Another app that shares the repository may hold the lock. */
function isLeft({ locks, isQuiet, verdict }: RepositoryFacts, { repositories = [] }: Facts): boolean {
  const same = repositories.filter((other) => other.verdict.repository === verdict.repository);
  return locks.length > 0 && isQuiet && same.every((other) => other.isQuiet);
}

function judgeLocks({ source: { metadata }, locks }: RepositoryFacts): Judged {
  const { namespace, name } = metadata;
  const object = { kind: 'ReplicationSource', namespace, name };
  const many = locks.length === 1 ? 'a lock is' : `${locks.length} locks are`;
  return problem(object, {
    seen: `${many} in the repository, but no sync of the app is running`,
    why: 'an exclusive lock makes the next backup fail, any other lock its forget and prune',
    fix: shellCommand`volsyncctl unlock ${flagsOf(object)}`,
    evidence: locks.map((id) => `lock ${id.slice(0, 8)}`),
    sure: 'likely',
  });
}

function nameOf({ kind, namespace = '', name }: Judged['object']): string {
  return `${kind} ${namespace}/${name}`;
}
