import { describe, expect, it } from 'vitest';
import { askRepositories } from '../../src/repository/ask-repositories.ts';
import { keptLine, readKeptLine, type KeptAnswer } from '../../src/repository/kept-answers.ts';
import type { MoverEnvironment } from '../../src/volsync/mover-environment.ts';
import { FakeCluster } from '../fakes/fake-cluster.ts';
import { sourceObject } from '../fakes/fleet-objects.ts';
import { runPods, World } from '../fakes/helper-pod-world.ts';
import { answerOf } from '../fakes/repository-answers.ts';
import { environmentOf } from '../fakes/repository-objects.ts';

const hourMs = 60 * 60_000;
const timeouts = { startMs: 30_000, endMs: 120_000 };
const question = { command: 'verify', timeouts, steps: () => [{ name: 'snapshots', args: ['snapshots'] }] };

function place(metadata: object = {}, change: Partial<MoverEnvironment> = {}): MoverEnvironment {
  const source = sourceObject();
  return {
    ...environmentOf({ ...source, metadata: { ...source.metadata, resourceVersion: '7', ...metadata } }),
    ...change,
  };
}

/** What a run keeps of one repository, as it is written and read. */
async function keptOf(said: Parameters<typeof answerOf>[1], one = place()): Promise<readonly KeptAnswer[]> {
  const kept: KeptAnswer[] = [];
  const keep = (some: readonly KeptAnswer[]) => Promise.resolve(void kept.push(...some));
  const store = { earlier: new Map<string, KeptAnswer>(), maxAgeMs: hourMs, keep };
  const world = new World(runPods(new FakeCluster(), (container) => answerOf(container, said)));
  await askRepositories([one], { ...question, store }, world);
  return kept.map(keptLine).flatMap((line) => readKeptLine(line) ?? []);
}

/** Whether a run that has these answers asks the repository itself. */
async function asksAgain(
  kept: readonly KeptAnswer[],
  { one = place(), afterMs = 0, steps = question.steps } = {},
): Promise<boolean> {
  const world = new World(runPods(new FakeCluster(), (container) => answerOf(container, { output: ['now'] })));
  world.moveTo(afterMs);
  const earlier = new Map(kept.map((answer) => [answer.source, answer]));
  const store = { earlier, maxAgeMs: hourMs, keep: () => Promise.resolve() };
  const answers = await askRepositories([one], { ...question, steps, store }, world);
  const answer = answers.get(one);
  const isEarlier = answer !== undefined && 'log' in answer && answer.isEarlier === true;
  expect(world.cluster.count('create') > 0).toBe(!isEarlier);
  if (isEarlier) expect(answer.log).toMatchObject({ steps: [{ output: ['then'] }], isWhole: true });
  return !isEarlier;
}

describe('an answer that was kept', () => {
  it('is used for the same question about a source that has not changed', async () => {
    const kept = await keptOf({ output: ['then'] });
    expect(kept).toHaveLength(1);
    expect(await asksAgain(kept)).toBe(false);
    expect(await asksAgain(kept, { afterMs: hourMs })).toBe(false);
  });

  it.each<[string, Parameters<typeof asksAgain>[1]]>([
    ['the source has changed, as by a sync', { one: place({ resourceVersion: '8' }) }],
    ['another source has its name', { one: place({ uid: 'another' }) }],
    ['the source has no UID', { one: place({ uid: undefined }) }],
    ['the repository is reached by another Secret', { one: place({}, { secret: 'another' }) }],
    ['another image of restic reads it', { one: place({}, { image: 'another' }) }],
    ['restic is asked something else', { steps: () => [{ name: 'check', args: ['check'] }] }],
    ['it is too old', { afterMs: hourMs + 1 }],
    ['the clock was set back', { afterMs: -1 }],
  ])('is not used if %s', async (_what, change) => {
    expect(await asksAgain(await keptOf({ output: ['then'] }), change)).toBe(true);
  });

  it.each([
    ['restic failed', { exitCode: 12, errors: ['wrong password'] }],
    ['there is no repository', { exitCode: 10 }],
  ])('does not exist if %s', async (_what, said) => {
    expect(await keptOf(said)).toEqual([]);
  });

  it('does not exist for a source without a version', async () => {
    expect(await keptOf({ output: ['then'] }, place({ resourceVersion: undefined }))).toEqual([]);
  });

  it.each(['', '{"source":"a@1","que', 'null', '[]', '{}'])('is nothing if its line is %j', (line) => {
    expect(readKeptLine(line)).toBeUndefined();
  });
});
