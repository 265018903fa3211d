import { describe, expect, it } from 'vitest';
import { repositoryAnswer } from '../../../../src/commands/doctor/rules/repository-answer.ts';
import { repositorySpace } from '../../../../src/commands/doctor/rules/repository-space.ts';
import { repositoryWrite } from '../../../../src/commands/doctor/rules/repository-write.ts';
import { repositoryTimeoutMs } from '../../../../src/volsync/repository-timeout.ts';
import { measuredFacts } from '../../../fakes/measured-facts.ts';

const closed = { part: 'locks', owner: '0:0', mode: '755', user: '1000' };
const node = 'node-1';

describe('repository-space', () => {
  it.each([
    [{ available: 2 ** 26 }, 'full: 64.0 MiB of 1.0 TiB are free'],
    [{ freeInodes: 0 }, 'full: no inode is free'],
    [{ available: 2 ** 40 * 0.049 }, /nearly full/],
    [{ available: 2 ** 40 * 0.051 }, undefined],
    [{ freeInodes: undefined }, undefined],
    // An empty volume that is smaller than a pack, and one of unknown size.
    [{ size: 2 ** 26, available: 2 ** 26 }, undefined],
    [{ size: 0, available: 0 }, undefined],
  ])('with %j says %s', (folder, said) => {
    const [judged] = repositorySpace.judge(measuredFacts({ folder }));
    expect(judged?.outcome).toBe(said === undefined ? 'fine' : 'problem');
    if (said !== undefined) expect(judged?.seen).toMatch(said);
    expect(judged?.object).toEqual({ kind: 'NFS', name: 'nas:/backup' });
  });

  it('says once what several apps share', () => {
    const facts = measuredFacts({ folder: { available: 0 } });
    const judged = repositorySpace.judge({
      ...facts,
      repositories: [...(facts.repositories ?? []), ...(facts.repositories ?? [])],
    });
    expect(judged).toMatchObject([{ seen: expect.stringMatching(/of 2 apps is full/) as unknown }]);
  });
});

describe('repository-answer', () => {
  it.each([
    [29_900, 'fine'],
    [30_000, 'problem'],
    [undefined, 'fine'],
  ])('an answer after %s ms is %s', (answerMs, outcome) => {
    expect(repositoryAnswer.judge(measuredFacts(answerMs === undefined ? {} : { answerMs }))).toMatchObject([
      { outcome },
    ]);
  });

  it.each([
    ['quay.io/backube/volsync:0.16.0', 60_000],
    ['quay.io/backube/volsync:v0.13.1', 60_000],
    ['quay.io/backube/volsync:0.13.0', 10_000],
    ['quay.io/backube/volsync:0.12.1', undefined],
    ['registry:5000/volsync@sha256:0123', 60_000],
  ])('the mover %s waits %s ms', (image, limitMs) => {
    expect(repositoryTimeoutMs(image)).toBe(limitMs);
  });
});

describe('repository-write', () => {
  it('takes owner and mode for a likely reason only where no backup succeeds', () => {
    expect(repositoryWrite.judge(measuredFacts({ folder: { closed } }))).toMatchObject([
      {
        outcome: 'problem',
        sure: 'likely',
        seen: '/repository/web/locks is owned by 0:0 with mode 755, and the mover runs as user 1000',
        fix: 'volsyncctl doctor web -n home --rule repository-write --probe-write',
        evidence: ['seen on node node-1'],
      },
    ]);
    const { repositories } = measuredFacts({ folder: { closed } });
    const [one] = repositories ?? [];
    const synced = measuredFacts({});
    const [status] = synced.sources;
    if (one === undefined || status === undefined) throw new Error('no repository');
    const facts = { ...synced, repositories: [{ ...one, source: status.object }] };
    expect(repositoryWrite.judge(facts)).toMatchObject([{ outcome: 'fine' }]);
  });

  it.each([
    [{ kind: 'written', node } as const, 'fine', /was written .* and removed/],
    [
      { kind: 'refused', node, parts: [], details: ['web: Read-only file system'] } as const,
      'problem',
      /no file can be written to \/repository\/web: web: Read-only file system/,
    ],
    [
      { kind: 'refused', node, parts: ['locks', 'data'], details: [] } as const,
      'problem',
      /no permission to write to locks, data of \/repository\/web/,
    ],
    [
      {
        kind: 'refused',
        node,
        parts: [],
        details: ['volsyncctl: line 9: printf: write error: No space left'],
      } as const,
      'problem',
      /to \/repository\/web: write error: No space left$/,
    ],
    [{ kind: 'left', node, name: '.volsyncctl-probe-1', details: [] } as const, 'problem', /cannot be removed/],
  ])('says what came of %j', (probe, outcome, seen) => {
    const [judged] = repositoryWrite.judge(measuredFacts({ folder: { closed } }, probe));
    expect([judged?.outcome, judged?.sure]).toEqual([outcome, 'certain']);
    expect(judged?.seen).toMatch(seen);
  });
});
