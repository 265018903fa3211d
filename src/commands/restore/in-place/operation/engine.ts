import { Failure, isFailure } from '../../../../errors.ts';
import { stepNames, type RestoreJournal, type StepName } from '../../../../volsync/restore-journal.ts';
import { whileAway } from '../../../../kubernetes/while-away.ts';
import type { KeptJournal } from './journal-store.ts';

/** What a step found out, to be stored with it in the journal. */
export type Findings = Partial<Omit<RestoreJournal, 'steps' | 'direction'>>;

/**
 * One step of an in-place restore. Each part is idempotent, even after an interruption at any point: what is already as
 * it should be is left alone.
 */
export interface Step {
  /** Carries out the step. */
  forward(journal: RestoreJournal): Promise<Findings | undefined>;
  /** Ends it once the restored data is proven. */
  giveBack(journal: RestoreJournal): Promise<void>;
  /** Restores the state before it. */
  undo(journal: RestoreJournal): Promise<Findings | undefined>;
}

export type Steps = Readonly<Record<StepName, Step>>;

export interface EnginePorts {
  readonly signal: AbortSignal;
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
  /** Called before each part of a step. */
  onStep(name: StepName, doing: 'forward' | 'giveBack' | 'undo'): void;
  /** The last reported step is done. */
  onStepDone(): void;
}

/** While these are in effect, nobody else changes the volume. */
const guards = ['hold', 'stop', 'park'] as const;

/** Does the remaining steps, and then releases everything. */
export async function carryOn(kept: KeptJournal, steps: Steps, ports: EnginePorts): Promise<void> {
  await noted(kept, async () => {
    for (const name of stepNames) {
      if (kept.now.direction !== 'forward' || kept.now.steps[name] === 'done') continue;
      await begin(kept, name);
      const found = await part(name, 'forward', ports, () => steps[name].forward(kept.now));
      await kept.write({ ...found, steps: { ...kept.now.steps, [name]: 'done' } });
    }
    await kept.write({ direction: 'giving-back' });
    await backwards(kept, ports, 'giveBack', steps);
  });
}

/**
 * Restores the state before the restore. The decision to leave the data is recorded before the first step, so that it
 * holds for whoever continues; if the data is left, the volume need not be protected from others.
 */
export async function goBack(kept: KeptJournal, steps: Steps, ports: EnginePorts, wish = false): Promise<void> {
  await noted(kept, async () => {
    const leavesData = wish || kept.now.leavesData;
    if (kept.now.direction !== 'aborting') {
      await kept.write({ direction: 'aborting', steps: begunAgain(kept.now), leavesData });
    } else if (leavesData !== kept.now.leavesData) await kept.write({ leavesData });
    if (kept.now.steps.restore === 'begun' && !leavesData) {
      for (const name of guards) await part(name, 'forward', ports, () => steps[name].forward(kept.now));
    }
    await backwards(kept, ports, 'undo', steps);
  });
}

/**
 * The journal of a resumed restore: the protection from others is checked again, and data that was not proven is
 * restored again. The safety copy is never taken again, because the volume may be half restored.
 */
export function resumed(journal: RestoreJournal): Partial<RestoreJournal> {
  if (journal.direction !== 'forward') return {};
  const { keep, ...others } = begunAgain(journal);
  return { steps: { ...others, ...(keep && { keep: journal.steps.keep }) } };
}

function begunAgain({ steps }: RestoreJournal): RestoreJournal['steps'] {
  return Object.fromEntries(stepNames.filter((name) => steps[name] !== undefined).map((name) => [name, 'begun']));
}

async function begin(kept: KeptJournal, name: StepName): Promise<void> {
  if (kept.now.steps[name] !== 'begun') await kept.write({ steps: { ...kept.now.steps, [name]: 'begun' } });
}

async function backwards(
  kept: KeptJournal,
  ports: EnginePorts,
  doing: 'giveBack' | 'undo',
  steps: Steps,
): Promise<void> {
  for (const name of stepNames.toReversed()) {
    const state = kept.now.steps[name];
    if (state === undefined || state === 'given-back') continue;
    const found = await part(name, doing, ports, async () => (await steps[name][doing](kept.now)) ?? {});
    await kept.write({ ...found, steps: { ...kept.now.steps, [name]: 'given-back' } });
  }
}

async function part<T>(
  name: StepName,
  doing: 'forward' | 'giveBack' | 'undo',
  ports: EnginePorts,
  work: () => Promise<T>,
): Promise<T> {
  if (ports.signal.aborted) throw new Failure('interrupted', 'Interrupted.');
  ports.onStep(name, doing);
  const result = await whileAway(ports, work, ports.signal);
  ports.onStepDone();
  return result;
}

/** Failures are recorded, so that `status` can show them. */
async function noted(kept: KeptJournal, work: () => Promise<void>): Promise<void> {
  try {
    if (kept.now.trouble !== null) await kept.write({ trouble: null });
    await work();
  } catch (error) {
    if (!isFailure(error)) throw error;
    // If even this cannot be written, the original failure is more important.
    await kept.write({ trouble: error.message.slice(0, 500) }).catch(() => undefined);
    throw error;
  }
}
