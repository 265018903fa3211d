import { expect, it } from 'vitest';
import { Failure, isFailure } from '../../../../../src/errors.ts';
import { resources } from '../../../../../src/volsync/resources.ts';
import { carryOn, type Steps } from '../../../../../src/commands/restore/in-place/operation/engine.ts';
import { giveBackWithoutSafetySnapshot } from '../../../../../src/commands/restore/in-place/operation/without-safety-snapshot.ts';
import type { RestoreInPlacePorts } from '../../../../../src/commands/restore/in-place/operation/ports.ts';
import { openJournal } from '../../../../../src/commands/restore/in-place/operation/journal-store.ts';
import { someJournal } from '../../../../fakes/in-place/journal.ts';
import { before, Scene } from '../../../../fakes/in-place/restore-scene.ts';

const failure = new Failure('failed', 'the driver is at its limit', { hint: 'look at the class' });

/** The app is stopped, and then no second VolumeSnapshot can be taken. */
async function stoppedWithoutNet(scene: Scene) {
  const steps: Steps = {
    ...scene.steps,
    stop: {
      ...scene.steps.stop,
      forward: async (journal) => {
        await scene.steps.stop.forward(journal);
        throw failure;
      },
    },
  };
  const kept = await openJournal(someJournal(), scene.journalPorts);
  await expect(carryOn(kept, steps, scene.ports)).rejects.toBe(failure);
  expect(scene.world).toMatchObject({ replicas: 0, isHeld: true });
  const ports = { ...scene.ports, report: () => undefined } as unknown as RestoreInPlacePorts;
  return giveBackWithoutSafetySnapshot(failure, { kept, steps: scene.steps, ports });
}

it('gives the app back by itself where the second safety net fails after the stop', async () => {
  const scene = new Scene();
  const end = await stoppedWithoutNet(scene);
  expect(end).toMatchObject({ kind: 'failed', message: failure.message, hint: failure.hint });
  expect(end.details.at(-1)).toBe(
    'No safety net, so nothing was restored: home/web is as it was, and pvc/web was not touched.',
  );
  expect(scene.world).toEqual(before);
  expect([scene.journals, scene.mark]).toEqual([[], undefined]);
});

it('leaves the restore open where that cannot be given back, and says both', async () => {
  const scene = new Scene();
  scene.cluster.before('delete', resources.configMaps, () => {
    throw new Failure('forbidden', 'cannot delete');
  });
  const error: unknown = await stoppedWithoutNet(scene).catch((each: unknown) => each);
  expect(isFailure(error, 'forbidden') && error.details[0]).toContain('no safety net could be taken: the driver is at');
  expect(scene.journals).toHaveLength(1);
});
