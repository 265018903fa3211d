import { Failure, isFailure } from '../../../errors.ts';
import type { ObjectKey } from '../../../kubernetes/cluster.ts';
import { whileAway } from '../../../kubernetes/while-away.ts';
import { copyCut } from '../../../sync/copy-cut.ts';
import type { Quiescence, QuiesceResult, SeenSync } from '../../../sync/quiescence.ts';
import { unquiesceCommand } from '../../../volsync/open-quiesce.ts';
import { closeQuiesceJournal, openQuiesceJournal } from './journal.ts';
import type { QuiescePlan } from './plan.ts';
import type { QuiescePorts } from './ports.ts';
import type { Quieting } from './quieting.ts';
import { setCopyTrigger } from './copy-trigger.ts';

/** Time limit for one way of restoring the app; the operator's signal does not end it. */
const callMs = 60_000;
/** How long to wait for an app after a failed backup. */
const hurriedMs = 30_000;

/** An app that is kept quiet while its volume is copied, with a journal of what to restore. */
export class QuiescedApp implements Quiescence {
  readonly #plan: QuiescePlan;
  readonly #quieting: Quieting;
  readonly #ports: QuiescePorts;
  readonly #expired = new AbortController();
  #limit = new AbortController();
  #state: 'none' | 'open' | 'quiet' | 'released' = 'none';
  #ending: Promise<void> | undefined;
  #readiness: Promise<void> | undefined;
  #hurry = new AbortController();
  #seen: Partial<Pick<QuiesceResult, 'quietSince' | 'cutAt' | 'backAt' | 'disturbance'>> = {};
  #downtimeMs = 0;
  #failure: Failure | undefined;
  #notReady: Failure | undefined;

  constructor(plan: QuiescePlan, quieting: Quieting, ports: QuiescePorts) {
    this.#plan = plan;
    this.#quieting = quieting;
    this.#ports = ports;
  }

  get expired(): AbortSignal {
    return this.#expired.signal;
  }

  async begin(signal: AbortSignal): Promise<void> {
    this.#ending = undefined;
    this.#readiness = undefined;
    this.#seen = {};
    await this.#open(signal);
    this.#startLimit();
    await this.#quieting.quiet(signal);
    this.#state = 'quiet';
  }

  async tagged(tag: string, signal: AbortSignal): Promise<void> {
    const { namespace } = this.#plan.app;
    await setCopyTrigger({ namespace, name: this.#plan.journal.claim }, tag, { ...this.#ports, signal });
  }

  look(seen: SeenSync, earlier: ReadonlySet<string>): void {
    if (this.#state !== 'quiet' || this.#ending !== undefined) return;
    const cut = copyCut(seen, earlier);
    if (cut === undefined) return;
    if (cut === 'cut') this.#seen = { ...this.#seen, cutAt: this.#ports.now() };
    void this.end();
  }

  async end(): Promise<void> {
    this.#limit.abort();
    if (this.#state !== 'none') this.#ending ??= this.#release();
    await this.#ending;
  }

  async ready(isHurried: boolean): Promise<void> {
    if (this.#readiness === undefined) return;
    const done = new AbortController();
    if (isHurried) {
      void this.#ports.sleep(hurriedMs, done.signal).then(
        () => this.#hurry.abort(),
        () => undefined,
      );
    }
    await this.#readiness;
    done.abort();
  }

  get result(): QuiesceResult {
    const { quietSince, cutAt, backAt, disturbance } = this.#seen;
    const failure = this.#failure ?? this.#notReady;
    const isBack = this.#state === 'released' && failure === undefined;
    return {
      how: this.#plan.how,
      what: this.#plan.what,
      state:
        this.#state === 'none' ? 'not-begun' : this.#failure !== undefined ? 'left' : isBack ? 'back' : 'not-ready',
      quietSince,
      cutAt,
      backAt,
      downtimeMs: isBack && this.#downtimeMs > 0 ? this.#downtimeMs : undefined,
      disturbance: cutAt === undefined ? undefined : disturbance,
      why: failure?.message,
      hint: this.#failure === undefined ? this.#notReady?.hint : unquiesceCommand(sourceOf(this.#plan.app)),
    };
  }

  /** If the answer is lost, the journal may exist anyway. */
  async #open(signal: AbortSignal): Promise<void> {
    try {
      await openQuiesceJournal(this.#plan.app, this.#plan.journal, { ...this.#ports, signal });
      this.#state = 'open';
    } catch (error) {
      if (!isFailure(error, 'refused', 'forbidden', 'not-found', 'unknown')) this.#state = 'open';
      throw error;
    }
  }

  #startLimit(): void {
    this.#limit = new AbortController();
    void this.#ports.sleep(this.#plan.maxDowntimeMs, this.#limit.signal).then(
      () => this.#expired.abort(),
      () => undefined,
    );
  }

  async #release(): Promise<void> {
    const { app, journal } = this.#plan;
    try {
      await this.#quieting.cut();
      this.#seen = { ...this.#seen, disturbance: this.#quieting.disturbance, quietSince: this.#quieting.quietSince };
      await whileAway(this.#ports, () => this.#quieting.release(soon()));
      await whileAway(this.#ports, () => closeQuiesceJournal(app, journal, { ...this.#ports, signal: soon() }));
      this.#state = 'released';
      this.#hurry = new AbortController();
      this.#readiness = this.#becomeReady();
    } catch (error) {
      this.#failure = asFailure(error);
    }
  }

  async #becomeReady(): Promise<void> {
    try {
      await this.#quieting.ready(this.#hurry.signal);
      const backAt = this.#ports.now();
      const { quietSince } = this.#seen;
      if (quietSince !== undefined) this.#downtimeMs += backAt.getTime() - quietSince.getTime();
      this.#seen = { ...this.#seen, backAt };
    } catch (error) {
      this.#notReady = this.#hurry.signal.aborted ? notAwaited() : asFailure(error);
    }
  }
}

function notAwaited(): Failure {
  return new Failure('timeout', `It was started again, and is not ready after ${hurriedMs / 1000}s.`);
}

function asFailure(error: unknown): Failure {
  if (isFailure(error)) return error;
  return new Failure('unexpected', `This is a bug in volsyncctl: ${error instanceof Error ? error.message : ''}`);
}

function sourceOf({ namespace, name }: ObjectKey) {
  return { metadata: { namespace, name } };
}

function soon(): AbortSignal {
  return AbortSignal.timeout(callMs);
}
