import { describe, expect, it } from 'vitest';
import { resources } from '../../src/volsync/resources.ts';
import { startWorkloads, withoutReady } from '../../src/workloads/start-workloads.ts';
import { someJournal } from '../fakes/in-place/journal.ts';
import { planned, worldOfWeb } from '../fakes/in-place/controllers.ts';

/** Scaled to 0, and nothing makes it ready. */
function broken() {
  const world = worldOfWeb(0);
  return { world, replicas: () => world.cluster.stored(resources.deployments)[0]?.spec?.replicas };
}

describe('starting an app again', () => {
  it('fails where it was ready before and is not any more', async () => {
    const { world, replicas } = broken();
    const starting = startWorkloads({ namespace: 'home', workloads: [planned] }, 1000, world);
    const failed = expect(starting).rejects.toMatchObject({ kind: 'timeout' });
    await world.waitsUntil(1000);
    world.moveTo(1000);
    await failed;
    expect(replicas()).toBe(1);
  });

  it('only tells it where it was not ready before either', async () => {
    const { world, replicas } = broken();
    const starting = startWorkloads({ namespace: 'home', workloads: [{ ...planned, wasReady: false }] }, 1000, world);
    await world.waitsUntil(1000);
    world.moveTo(1000);
    await starting;
    expect(world.events.at(-1)).toMatchObject({ type: 'step', words: expect.stringContaining('not ready') as string });
    expect(replicas()).toBe(1);
  });

  it('waits for nothing on the way back', () => {
    expect(withoutReady(someJournal()).workloads.map(({ wasReady }) => wasReady)).toEqual([false]);
  });
});
