import { describe, expect, it } from 'vitest';
import type { Facts } from '../../../../src/commands/doctor/facts.ts';
import { findings } from '../../../../src/commands/doctor/finding.ts';
import { withoutConsequences } from '../../../../src/commands/doctor/judgement/consequences.ts';
import { failingSync } from '../../../../src/commands/doctor/rules/failing-sync.ts';
import { moverUser } from '../../../../src/commands/doctor/rules/mover-user.ts';
import type { Pod } from '../../../../src/kubernetes/objects.ts';
import { bad } from '../../../../src/volsync/problem.ts';
import type { Reason } from '../../../../src/volsync/reasons.ts';
import { appSource, factsWith, listed, statusOf } from '../../../fakes/doctor-facts.ts';

type Context = Readonly<Record<string, unknown>>;

interface Given {
  readonly mover?: Context;
  /** Of the container that mounts the volume; the first one mounts nothing and is root. */
  readonly app?: Context;
  readonly cause?: Reason;
}

function facts({ mover, app = { runAsUser: 568 }, cause }: Given): Facts {
  const pod: Pod = {
    metadata: { name: 'web-1', namespace: 'home' },
    spec: {
      securityContext: { runAsUser: 0 },
      containers: [
        { name: 'proxy' },
        { name: 'app', securityContext: app, volumeMounts: [{ name: 'data', mountPath: '/data' }] },
      ],
      volumes: [{ name: 'data', persistentVolumeClaim: { claimName: 'web' } }],
    },
  };
  const failing = {
    ...bad('failing', 'the sync fails'),
    ...(cause && { cause }),
    details: ['open /data/key: permission denied'],
  };
  const status = { ...statusOf(appSource({ ...(mover && { moverSecurityContext: mover }) })), problems: [failing] };
  return factsWith({ sources: [status], destinations: [], objects: { pods: listed(pod) } });
}

const judged = (given: Given) => moverUser.judge(facts(given)).filter(({ outcome }) => outcome === 'problem');

describe('mover-user', () => {
  it('is certain where the mover says that it cannot read files, and takes the place of the failing sync', () => {
    const given = {
      mover: { runAsUser: 1000 },
      app: { runAsUser: 568, runAsGroup: 569 },
      cause: 'unreadable-files',
    } as const;
    expect(judged(given)).toMatchObject([
      {
        seen: 'the mover runs as user 1000, pod web-1 as user 568: it cannot read all files',
        sure: 'certain',
        fix: expect.stringContaining(
          '"moverSecurityContext":{"runAsUser":568,"runAsGroup":569,"fsGroup":569}',
        ) as string,
        evidence: ['open /data/key: permission denied'],
      },
    ]);
    const all = withoutConsequences(findings([moverUser, failingSync], facts(given)));
    expect(all.map(({ rule }) => rule)).toEqual(['mover-user']);
  });

  it.each<[string, Given]>([
    ['another user', { mover: { runAsUser: 1000 } }],
    ['the root of its image, without capabilities', {}],
    [
      'another user with another group',
      { mover: { runAsUser: 1000, fsGroup: 1000 }, app: { runAsUser: 568, fsGroup: 568 } },
    ],
  ])('is likely where a mover fails for no known reason as %s', (_, given) => {
    expect(judged(given)).toMatchObject([{ sure: 'likely' }]);
  });

  it.each<[string, Given]>([
    ['as the same user', { mover: { runAsUser: 568 } }],
    [
      'in the group that owns the volume',
      { mover: { runAsUser: 1000, fsGroup: 568 }, app: { runAsUser: 568, runAsGroup: 568 } },
    ],
    [
      'in a supplemental group of the app',
      { mover: { runAsUser: 1, supplementalGroups: [7] }, app: { runAsUser: 568, fsGroup: 7 } },
    ],
    ['for another reason', { mover: { runAsUser: 1000 }, cause: 'wrong-password' }],
  ])('says nothing of a mover that fails %s', (_, given) => {
    expect(judged(given)).toEqual([]);
  });
});
