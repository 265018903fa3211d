import { describe, expect, it } from 'vitest';
import { isFailure, type Failure } from '../../../../../src/errors.ts';
import { resources } from '../../../../../src/volsync/resources.ts';
import { carryOn, goBack } from '../../../../../src/commands/restore/in-place/operation/engine.ts';
import { before, Killed, Scene, type World } from '../../../../fakes/in-place/restore-scene.ts';

const { configMaps, replicationSources } = resources;
const app = { namespace: 'home', name: 'web' };
const journal = { namespace: 'home', name: 'volsyncctl-restore-web' };

/** What somebody else does to the traces of a restore. */
const interferences: Readonly<Record<string, (scene: Scene) => void>> = {
  'removes the mark': unmark,
  'deletes the journal': removeJournal,
  'deletes the journal and its mark': (scene) => {
    unmark(scene);
    removeJournal(scene);
  },
  'breaks the journal': ({ cluster, journals }) => {
    if (journals.length > 0) cluster.change(configMaps, journal, (map) => ({ ...map, data: { journal: '{}' } }));
  },
  "takes the journal's labels off": ({ cluster, journals }) => {
    if (journals.length === 0) return;
    cluster.change(configMaps, journal, (map) => ({ ...map, metadata: { ...map.metadata, labels: {} } }));
  },
  'deletes the source': ({ cluster }) => cluster.remove(replicationSources, app),
  'makes the source anew': ({ cluster }) => {
    cluster.remove(replicationSources, app);
    cluster.put(replicationSources, { metadata: { ...app, uid: 'another' }, spec: { sourcePVC: 'web' } });
  },
};

function unmark({ cluster }: Scene): void {
  cluster.change(replicationSources, app, (one) => ({ ...one, metadata: { ...one.metadata, annotations: {} } }));
}

function removeJournal({ cluster, journals }: Scene): void {
  if (journals.length > 0) cluster.remove(configMaps, journal);
}

/** Somebody interferes at one moment while the restore runs. */
class InterferedScene extends Scene {
  readonly #at: number;
  readonly #change: (scene: Scene) => void;
  #seen = 0;

  constructor(at: number, change: (scene: Scene) => void) {
    super();
    this.#at = at;
    this.#change = change;
  }

  override moment(): void {
    this.#seen += 1;
    if (this.#seen === this.#at) this.#change(this);
    super.moment();
  }
}

const whole = new Scene();
await whole.begin();
const restored: World = { ...before, data: 'restored', safety: 'present' };

/** The Failure; undefined if it succeeded. */
async function failureOf(work: Promise<void>): Promise<Failure | undefined> {
  try {
    await work;
    return undefined;
  } catch (error) {
    if (error instanceof Killed) return undefined;
    if (isFailure(error)) return error;
    throw error;
  }
}

/** Whether anything is left by which another process finds the restore. */
function isTold({ cluster, mark }: Scene): boolean {
  return cluster.stored(configMaps).length > 0 || mark !== undefined;
}

const ways = { resume: { go: carryOn, end: restored }, abort: { go: goBack, end: before } } as const;

describe.each(Object.entries(interferences))('somebody %s', (_what, change) => {
  it('while it runs, at any moment: it ends whole, or says what is left', async () => {
    for (let moment = 1; moment <= whole.moments; moment += 1) {
      const scene = new InterferedScene(moment, change);
      const failure = await failureOf(scene.begin());
      if (failure === undefined) expect([scene.world, isTold(scene)], `moment ${moment}`).toEqual([restored, false]);
      else expect(isTold(scene) || (failure.hint ?? '').includes('kubectl scale'), `moment ${moment}`).toBe(true);
    }
  });

  it.each(Object.entries(ways))('while it is open, at any moment, and then %s', async (_way, { go, end }) => {
    for (let moment = 1; moment <= whole.moments; moment += 1) {
      const scene = new Scene();
      scene.endAt(moment, new Killed());
      await failureOf(scene.begin());
      scene.endAt(Infinity, new Killed());
      change(scene);
      const [isFindable, left] = [await scene.isOpen(), { ...scene.world }];
      const failure = await failureOf(scene.again(go));
      if (isFindable && failure === undefined) expect(scene.world, `moment ${moment}`).toEqual(end);
      else expect(scene.world, `moment ${moment}`).toEqual(left);
    }
  });
});
