import { describe, expect, it } from 'vitest';
import type { RepositoryFacts } from '../../../../src/commands/doctor/facts.ts';
import type { Judged } from '../../../../src/commands/doctor/finding.ts';
import type { StatusRule } from '../../../../src/commands/doctor/judgement/status-rule.ts';
import { rules } from '../../../../src/commands/doctor/rules/all.ts';
import { staleLock } from '../../../../src/commands/doctor/rules/stale-lock.ts';
import { bad, unknown } from '../../../../src/volsync/problem.ts';
import { reasons } from '../../../../src/volsync/reasons.ts';
import { appSource, factsWith, healthyFacts, repositoryOf, statusOf } from '../../../fakes/doctor-facts.ts';
import { appFaults } from '../../../fakes/doctor-faults-app.ts';
import { clusterFaults } from '../../../fakes/doctor-faults-cluster.ts';
import { fleetFaults } from '../../../fakes/doctor-faults-fleet.ts';

const table = { ...clusterFaults, ...appFaults, ...fleetFaults };

const isStatusRule = (rule: object): rule is StatusRule => 'reasons' in rule;
const problems = (judged: readonly Judged[]) => judged.filter(({ outcome }) => outcome === 'problem');

describe('a healthy app', () => {
  it.each(rules.map((rule) => [rule.name, rule] as const))('%s finds nothing', (_, rule) => {
    expect(rule.judge(healthyFacts()).filter(({ outcome }) => outcome !== 'fine')).toEqual([]);
  });
});

describe('every rule of its own', () => {
  const own = rules.filter((rule) => !isStatusRule(rule)).map((rule) => ({ rule, row: table[rule.name] }));
  // These never report a problem.
  const quiet = ['last-sync-unknown', 'policy-drift', 'policy-order'];
  const judging = own.filter(({ rule }) => !quiet.includes(rule.name));
  const looking = own.flatMap(({ rule, row }) => (row?.unseen === undefined ? [] : [{ rule, unseen: row.unseen }]));

  it.each(judging)('$rule.name finds what is wrong, and says why and what to do', ({ rule, row }) => {
    const [found] = problems(rule.judge(row?.problem ?? healthyFacts()));
    expect(found?.seen).toMatch(row?.seen ?? /no row in the table/);
    expect(found?.why).toMatch(/\w/);
    expect(found?.fix).toMatch(/\w/);
  });

  it.each(looking)('$rule.name says what it could not see, and finds nothing then', ({ rule, unseen }) => {
    const judged = rule.judge(unseen);
    expect(problems(judged)).toEqual([]);
    expect(judged.filter(({ outcome }) => outcome === 'could-not-look').length).toBeGreaterThan(0);
  });
});

describe('what needs a helper pod', () => {
  it.each(rules.map((rule) => [rule.name, rule] as const))('%s says what it reads of that', (_, rule) => {
    const read = new Set<string | symbol>();
    for (const facts of [healthyFacts(), table[rule.name]?.problem, table[rule.name]?.unseen]) {
      if (facts === undefined) continue;
      rule.judge(new Proxy(facts, { get: (target, name) => (read.add(name), Reflect.get(target, name) as unknown) }));
    }
    const helperPod = ['repositories', 'images'].filter((name) => read.has(name));
    // Repositories tell secret-missing something only where Secrets may not be listed.
    expect(rule.name === 'secret-missing' ? ['repositories'] : helperPod).toEqual(
      rule.helperPod ? [rule.helperPod] : [],
    );
  });
});

describe('rules of what status says', () => {
  const own = rules.filter(isStatusRule);

  it.each(own.flatMap((rule) => rule.reasons.map((reason) => [rule.name, reason, rule] as const)))(
    '%s takes %s',
    (_, reason, rule) => {
      const status = { ...statusOf(), problems: [bad(reason, 'it is so', 'kubectl get pods')] };
      expect(rule.judge(factsWith({ sources: [status], destinations: [] }))).toMatchObject([
        { outcome: 'problem', seen: 'it is so', fix: 'kubectl get pods', object: { name: 'web', namespace: 'home' } },
      ]);
      const unseen = { ...statusOf(), problems: [unknown(reason, 'not seen', [])] };
      expect(rule.judge(factsWith({ sources: [unseen], destinations: [] }))).toMatchObject([
        { outcome: 'could-not-look', seen: 'not seen' },
      ]);
    },
  );

  it('leaves no reason of status without a rule, and gives none two', () => {
    const taken = own.flatMap((rule) => rule.reasons);
    expect(taken).toHaveLength(new Set(taken).size);
    // Reasons of repository checks, and the two that have rules of their own.
    const elsewhere = ['restored-nothing', 'no-evidence', 'no-snapshot', 'mismatch', 'window-open', 'files-present'];
    const ofChecks = [
      'check-failed',
      'destination-missing',
      'not-backed-up',
      'repository-in-namespace',
      'foreign-snapshot',
    ];
    const ofRestores = ['outdated-restore', 'not-idle', 'retain-conflict', 'suspended'];
    expect(reasons.filter((reason) => !taken.includes(reason)).toSorted()).toEqual(
      [...elsewhere, ...ofChecks, ...ofRestores].toSorted(),
    );
  });
});

describe('stale-lock', () => {
  const judged = (parts: Partial<RepositoryFacts>, other: Partial<RepositoryFacts> = {}) => {
    const app = { ...repositoryOf(appSource()), locks: ['a'.repeat(64)], ...parts };
    const beside = { ...repositoryOf(appSource({}, {}, 'mail')), ...other };
    return staleLock
      .judge(factsWith({ repositories: [app, beside], destinations: [] }))
      .filter(({ outcome }) => outcome !== 'fine');
  };

  it('finds a lock in the repository of an app that does not sync', () => {
    expect(judged({})).toMatchObject([
      {
        seen: 'a lock is in the repository, but no sync of the app is running',
        fix: 'volsyncctl unlock web -n home',
        sure: 'likely',
        evidence: ['lock aaaaaaaa'],
      },
    ]);
  });

  it.each([
    ['there is none', { locks: [] }, {}],
    ['a sync runs', { isQuiet: false }, {}],
    ['one of an app with the same repository runs', {}, { isQuiet: false }],
  ])('says nothing where %s', (_, parts, other) => {
    expect(judged(parts, other)).toEqual([]);
  });
});
