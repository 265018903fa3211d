import { describe, expect, it } from 'vitest';
import { Failure } from '../../../../../src/errors.ts';
import { carryOn, goBack, resumed } from '../../../../../src/commands/restore/in-place/operation/engine.ts';
import { foundJournal, openJournal } from '../../../../../src/commands/restore/in-place/operation/journal-store.ts';
import { someJournal } from '../../../../fakes/in-place/journal.ts';
import { before, Killed, Scene, type World } from '../../../../fakes/in-place/restore-scene.ts';

const app = { namespace: 'home', app: 'web' };

const restored: World = { ...before, data: 'restored', safety: 'present' };

async function momentsOf(run: (scene: Scene) => Promise<void>): Promise<number> {
  const scene = new Scene();
  await run(scene);
  return scene.moments;
}

const all = await momentsOf((scene) => scene.begin());
const ends = Array.from({ length: all }, (_, index) => index + 1).flatMap((moment) => [
  { moment, name: 'killed', end: new Killed() },
  { moment, name: 'failed', end: new Failure('failed', 'the disk is full') },
]);

describe('an in-place restore', () => {
  it('ends with the restored data, everything given back, and no journal', async () => {
    const scene = new Scene();
    await scene.begin();
    expect(scene.world).toEqual(restored);
    expect(scene.journals).toEqual([]);
    expect(scene.mark).toBeUndefined();
  });

  it.each(ends)('$name at moment $moment: leaves a journal, and resume ends it', async ({ moment, end }) => {
    const scene = new Scene();
    scene.endAt(moment, end);
    await expect(scene.begin()).rejects.toBe(end);
    expect(scene.journals).toHaveLength(1);
    expect(scene.mark).toBe('volsyncctl-restore-web');
    await scene.again(carryOn);
    expect(scene.world).toEqual(restored);
    expect(scene.journals).toEqual([]);
    expect(scene.mark).toBeUndefined();
  });

  it.each(ends)('$name at moment $moment: abort brings back what was before', async ({ moment, end }) => {
    const scene = new Scene();
    scene.endAt(moment, end);
    await expect(scene.begin()).rejects.toBe(end);
    await scene.again(goBack);
    expect(scene.world).toEqual(before);
    expect(scene.journals).toEqual([]);
  });

  it('an abort that is killed at any moment can be ended by abort and by resume', async () => {
    const failing = () => {
      const scene = new Scene();
      scene.endAt(all - 3, new Killed());
      return scene;
    };
    const whole = failing();
    await expect(whole.begin()).rejects.toThrow(Killed);
    whole.endAt(Infinity, new Killed());
    await whole.again(goBack);
    for (let moment = 1; moment <= whole.moments; moment += 1) {
      const scene = failing();
      await expect(scene.begin()).rejects.toThrow(Killed);
      scene.endAt(moment, new Killed());
      await expect(scene.again(goBack), `moment ${moment}`).rejects.toThrow(Killed);
      scene.endAt(Infinity, new Killed());
      await scene.again(goBack);
      expect(scene.world, `moment ${moment}`).toEqual(before);
      expect(scene.journals).toEqual([]);
    }
  });

  it('an abort that leaves the data and is killed at any moment leaves it also where another one goes on', async () => {
    const leaving: typeof goBack = (kept, steps, ports) => goBack(kept, steps, ports, true);
    const halfDone = async () => {
      const scene = new Scene();
      scene.endAt(all - 3, new Killed());
      await expect(scene.begin()).rejects.toThrow(Killed);
      scene.endAt(Infinity, new Killed());
      return scene;
    };
    const whole = await halfDone();
    const { data } = whole.world;
    expect(data).not.toBe(before.data);
    await whole.again(leaving);
    expect(whole.world).toEqual({ ...before, data });
    // The first two are of the journal: before the option is recorded, no direction is chosen either.
    for (let moment = 1; moment <= whole.moments; moment += 1) {
      const scene = await halfDone();
      scene.endAt(moment, new Killed());
      await expect(scene.again(leaving), `moment ${moment}`).rejects.toThrow(Killed);
      scene.endAt(Infinity, new Killed());
      const { direction, leavesData } = scene.journals[0] ?? {};
      expect(leavesData, `moment ${moment}`).toBe(direction === 'aborting');
      await scene.again(goBack);
      expect(scene.world, `moment ${moment}`).toEqual(leavesData === true ? { ...before, data } : before);
    }
  });

  it('leaves the data as soon as that is said, also on the way back', async () => {
    const scene = new Scene();
    const kept = await openJournal(someJournal(), scene.journalPorts);
    scene.world = { data: 'half', replicas: 0, isHeld: true, isParked: true, safety: 'present' };
    const steps = { keep: 'begun', hold: 'begun', stop: 'begun', park: 'begun', restore: 'begun' } as const;
    await kept.write({ direction: 'aborting', steps });
    await goBack(kept, scene.steps, scene.ports, true);
    expect(kept.now).toMatchObject({ leavesData: true, dataBack: 'left' });
    expect(scene.world.data).toBe('half');
  });

  it('never takes the safety net anew once the restore may have begun', async () => {
    const scene = new Scene();
    const kept = await openJournal(someJournal(), scene.journalPorts);
    await kept.write({ steps: { keep: 'done', hold: 'done', stop: 'done', park: 'done', restore: 'begun' } });
    expect(resumed(kept.now).steps).toEqual({
      keep: 'done',
      hold: 'begun',
      stop: 'begun',
      park: 'begun',
      restore: 'begun',
    });
  });

  it('refuses a second restore of an app while one is open', async () => {
    const scene = new Scene();
    await openJournal(someJournal(), scene.journalPorts);
    const other = openJournal(someJournal({ run: 'fedcba9876543210' }), scene.journalPorts);
    await expect(other).rejects.toMatchObject({
      kind: 'refused',
      message: expect.stringContaining('still open') as string,
    });
  });

  it('stops where somebody else has taken the journal over', async () => {
    const scene = new Scene();
    const first = await openJournal(someJournal(), scene.journalPorts);
    const second = await foundJournal(app, scene.journalPorts);
    await second?.write({ holder: 'cccccccccccccccc' });
    await expect(carryOn(first, scene.steps, scene.ports)).rejects.toMatchObject({
      kind: 'refused',
      message: expect.stringContaining('Another process') as string,
    });
    expect(scene.world).toEqual(before);
  });

  it('writes down what went wrong', async () => {
    const scene = new Scene();
    scene.endAt(6, new Failure('failed', 'the disk is full'));
    await expect(scene.begin()).rejects.toThrow('disk');
    expect(scene.journals[0]?.trouble).toBe('the disk is full');
  });

  it('waits for an API server that is away, and does the step again', async () => {
    const scene = new Scene();
    scene.endAt(5, new Failure('unreachable', 'gone'));
    await scene.begin();
    expect(scene.world).toEqual(restored);
  });

  it('ends at Ctrl-C before the next step', async () => {
    const scene = new Scene();
    const controller = new AbortController();
    const ports = { ...scene.ports, signal: controller.signal, onStep: () => controller.abort() };
    const kept = await openJournal(someJournal(), scene.journalPorts);
    await expect(carryOn(kept, scene.steps, ports)).rejects.toMatchObject({ kind: 'interrupted' });
    expect(scene.journals[0]?.steps).toEqual({ keep: 'done', hold: 'begun' });
  });
});
