import { Failure } from '../../../src/errors.ts';
import { resources } from '../../../src/volsync/resources.ts';
import { carryOn, resumed, type Steps } from '../../../src/commands/restore/in-place/operation/engine.ts';
import {
  foundJournal,
  openJournal,
  type KeptJournal,
} from '../../../src/commands/restore/in-place/operation/journal-store.ts';
import type { RestoreJournal } from '../../../src/volsync/restore-journal.ts';
import { FakeCluster } from '../fake-cluster.ts';
import { someJournal } from './journal.ts';

/** An end that no program can handle, like `kill -9`. */
export class Killed extends Error {}

const app = { namespace: 'home', app: 'web' };

/** What a restore changes in the cluster. */
export interface World {
  data: string;
  replicas: number;
  isHeld: boolean;
  isParked: boolean;
  safety: string | undefined;
}

export const before: World = { data: 'present', replicas: 1, isHeld: false, isParked: false, safety: undefined };

/** At every change, and every write of the journal, the program may be killed or may fail. */
export class Scene {
  readonly cluster = new FakeCluster();
  world: World = { ...before };
  moments = 0;
  #endAt = Infinity;
  #end: Error = new Killed();

  constructor() {
    this.cluster.put(resources.replicationSources, {
      metadata: { namespace: 'home', name: 'web' },
      spec: { sourcePVC: 'web' },
    });
    this.cluster.before('patch', resources.configMaps, () => this.moment());
  }

  endAt(moment: number, end: Error): void {
    this.moments = 0;
    this.#endAt = moment;
    this.#end = end;
  }

  moment(): void {
    this.moments += 1;
    if (this.moments === this.#endAt) throw this.#end;
  }

  change(change: Partial<World>): void {
    this.moment();
    this.world = { ...this.world, ...change };
    this.moment();
  }

  readonly steps: Steps = {
    keep: {
      forward: () => this.#do({ safety: this.world.data }),
      giveBack: () => Promise.resolve(),
      undo: () => this.#do({ safety: undefined }),
    },
    hold: {
      forward: () => this.#do({ isHeld: true }),
      giveBack: () => this.#undo({ isHeld: false }),
      undo: () => this.#do({ isHeld: false }),
    },
    stop: {
      forward: () => this.#do({ replicas: 0 }),
      giveBack: (journal) => this.#undo({ replicas: journal.workloads[0]?.replicas ?? 99 }),
      undo: (journal) => this.#do({ replicas: journal.workloads[0]?.replicas ?? 99 }),
    },
    park: {
      forward: () => this.#do({ isParked: true }),
      giveBack: () => this.#undo({ isParked: false }),
      undo: () => this.#do({ isParked: false }),
    },
    restore: {
      forward: async () => {
        this.#mustBeQuiet();
        await this.#do({ data: 'half' });
        return this.#do({ data: 'restored' });
      },
      giveBack: () => Promise.resolve(),
      undo: async ({ leavesData }) => {
        if (leavesData) return { dataBack: 'left' };
        this.#mustBeQuiet();
        await this.#do({ data: 'half' });
        return this.#do({ data: this.world.safety ?? 'lost' });
      },
    },
    check: {
      forward: () => {
        if (this.world.data !== 'restored') throw new Failure('failed', 'differs');
        return this.#do({});
      },
      giveBack: () => Promise.resolve(),
      undo: () => Promise.resolve(undefined),
    },
  };

  #mustBeQuiet(): void {
    if (!this.world.isHeld || !this.world.isParked || this.world.replicas !== 0) throw new Error('not quiet');
  }

  async #do(change: Partial<World>): Promise<undefined> {
    this.change(change);
    await Promise.resolve();
    return undefined;
  }

  async #undo(change: Partial<World>): Promise<void> {
    await this.#do(change);
  }

  ports = {
    signal: new AbortController().signal,
    sleep: () => Promise.resolve(),
    onStep: () => undefined,
    onStepDone: () => undefined,
  };

  get journalPorts() {
    return { cluster: this.cluster, sleep: () => Promise.resolve() };
  }

  async begin(): Promise<void> {
    const kept = await openJournal(someJournal(), this.journalPorts);
    await this.#toTheEnd(kept, carryOn);
  }

  async again(go: typeof carryOn): Promise<void> {
    const kept = await foundJournal(app, this.journalPorts);
    if (kept === undefined) return;
    await kept.takeOver('bbbbbbbbbbbbbbbb', { hostname: 'desk', pid: 2 }, go === carryOn ? resumed(kept.now) : {});
    await this.#toTheEnd(kept, go);
  }

  /** Whether another process finds and understands it. */
  async isOpen(): Promise<boolean> {
    try {
      return (await foundJournal(app, this.journalPorts)) !== undefined;
    } catch {
      return false;
    }
  }

  async #toTheEnd(kept: KeptJournal, go: typeof carryOn): Promise<void> {
    await go(kept, this.steps, this.ports);
    await kept.close();
  }

  get journals(): readonly RestoreJournal[] {
    return this.cluster
      .stored(resources.configMaps)
      .map((each) => JSON.parse(each.data?.['journal'] ?? '') as RestoreJournal);
  }

  get mark(): string | undefined {
    return this.cluster.stored(resources.replicationSources)[0]?.metadata.annotations?.['volsyncctl/open-restore'];
  }
}
