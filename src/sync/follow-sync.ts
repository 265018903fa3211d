import { isFailure } from '../errors.ts';
import type { Pod } from '../kubernetes/objects.ts';
import { readMoverLog, type MoverLog } from '../restic/mover-log.ts';
import type { Diagnosis } from '../volsync/diagnosis.ts';
import { LogStreams } from '../mover/log-streams.ts';
import { withBlocker } from '../helper-pod/blocking-pod.ts';
import { examineFailedPod, type FailedPod } from '../mover/failed-pod.ts';
import { troubleOf, type Copy } from '../mover/diagnose-sync.ts';
import type { AppState, AppWatch, MoverState } from './app-watch.ts';
import { MoverOutputs } from './mover-output.ts';
import type { FollowPorts } from './ports.ts';
import { phaseOf } from './sync-phase.ts';

/** The sync to follow. */
export interface SyncBegin {
  /** `lastSyncStartTime`, which is set while it runs. */
  readonly startedAt: string;
  /** UIDs of objects that existed before it began: Jobs, pods and copies of an earlier sync that are not gone yet. */
  readonly earlier: ReadonlySet<string>;
}

/** How a sync ended, or why waiting for its end is pointless. */
export type SyncEnd<S extends MoverState = AppState> =
  | {
      readonly kind: 'ended';
      /** Its own Jobs and pods, and the source as VolSync left it. */
      readonly state: S;
      readonly heard: MoverOutputs;
      /** The copy of the volume that it used, possibly one that existed before. */
      readonly copy: Copy | undefined;
    }
  | { readonly kind: 'failing'; readonly failure: Diagnosis; readonly log: MoverLog };

/** What identifies a mover to follow. */
export interface FollowedMover<S extends MoverState> {
  /** See `SyncBegin`. */
  readonly earlier: ReadonlySet<string>;
  /** Whether VolSync reports that it has ended. */
  isOver(state: S): boolean;
}

/** A problem that may disappear is reported after this time. */
const certainAfterMs = 2000;
/** The PVC that a mover reads may still be binding while its pod already waits. */
const bindingMs = 10_000;
/** How long the last log lines may take to arrive after VolSync reports the end of the sync. */
const drainMs = 5000;

/** Follows one sync to its end, or to a permanent failure; reports phases, problems and the movers' log lines. */
export async function followSync(
  watch: Pick<AppWatch, 'latest' | 'next'>,
  begin: SyncBegin,
  ports: FollowPorts,
): Promise<SyncEnd> {
  const isOver = ({ source }: AppState) => source.status?.lastSyncStartTime !== begin.startedAt;
  return followMover(watch, { earlier: begin.earlier, isOver }, ports);
}

/** The same for any watched object, a source or a destination. */
export async function followMover<S extends MoverState>(
  watch: { readonly latest: S; next(ms?: number): Promise<S> },
  followed: FollowedMover<S>,
  ports: FollowPorts,
): Promise<SyncEnd<S>> {
  await using follower = new Follower(followed, ports);
  for (;;) {
    const end = await follower.take(watch.latest);
    if (end !== undefined) return end;
    await watch.next(follower.wakeMs);
  }
}

class Follower<S extends MoverState> {
  /** When to check again without a change. */
  wakeMs: number | undefined;
  readonly #followed: FollowedMover<S>;
  readonly #ports: FollowPorts;
  readonly #heard = new MoverOutputs();
  readonly #streams: LogStreams;
  readonly #failed = new Map<string, FailedPod>();
  #state: S | undefined;
  #copy: Copy | undefined;
  #doubt: { readonly reason: string; readonly since: number } | undefined;
  #told = { phase: '', trouble: '', isWithoutLog: false };

  constructor(followed: FollowedMover<S>, ports: FollowPorts) {
    this.#followed = followed;
    this.#ports = ports;
    const everything = { container: undefined, tailLines: undefined, sinceSeconds: undefined };
    this.#streams = new LogStreams(everything, { ...ports, report: (event) => this.#hear(event) });
  }

  async take(all: S): Promise<SyncEnd<S> | undefined> {
    const state = this.#own(all);
    this.#state = state;
    this.#streams.update(state.pods);
    this.#tellWithoutLog();
    await this.#examine(state.pods);
    if (this.#followed.isOver(state)) return this.#ended(all, state);
    this.#copy = all.copies.at(-1) ?? this.#copy;
    this.#tellPhase();
    return await this.#judge(state);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#streams.close();
  }

  #own(all: S): S {
    const isOwn = ({ metadata: { uid = '' } }: { metadata: { uid?: string } }) => !this.#followed.earlier.has(uid);
    return { ...all, jobs: all.jobs.filter(isOwn), pods: all.pods.filter(isOwn), copies: all.copies.filter(isOwn) };
  }

  async #ended(all: S, state: S): Promise<SyncEnd<S>> {
    await this.#streams.drain(drainMs);
    return { kind: 'ended', state, heard: this.#heard, copy: this.#copy ?? all.copies.at(-1) };
  }

  #hear(event: Parameters<MoverOutputs['hear']>[0]): void {
    this.#heard.hear(event);
    if (event.type === 'line' && event.pod !== undefined && event.container !== undefined) {
      this.#ports.report({ type: 'line', pod: event.pod, container: event.container, line: event.line });
      this.#tellPhase();
    }
  }

  async #examine(pods: readonly Pod[]): Promise<void> {
    for (const pod of pods) {
      const { uid = '' } = pod.metadata;
      if (pod.status?.phase !== 'Failed' || this.#failed.has(uid)) continue;
      this.#failed.set(uid, await examineFailedPod(pod, this.#ports));
    }
  }

  async #judge(state: S): Promise<SyncEnd<S> | undefined> {
    const trouble = troubleOf(state, new Map([...this.#failed].map(([uid, { failure }]) => [uid, failure])));
    this.wakeMs = undefined;
    if (trouble === undefined) {
      this.#doubt = undefined;
      return undefined;
    }
    const { failure, isCertain } = trouble;
    if (!isCertain && !this.#isConfirmed(failure)) return undefined;
    if (failure.canHeal === false)
      return { kind: 'failing', failure, log: readMoverLog([...this.#failed.values()].at(-1)?.lines ?? []) };
    await this.#tellTrouble(failure, state.pods.at(-1));
    return undefined;
  }

  #isConfirmed({ reason }: Diagnosis): boolean {
    const now = this.#ports.now().getTime();
    if (this.#doubt?.reason !== reason) this.#doubt = { reason, since: now };
    const leftMs = (reason === 'volume-pending' ? bindingMs : certainAfterMs) - (now - this.#doubt.since);
    if (leftMs > 0) this.wakeMs = leftMs;
    return leftMs <= 0;
  }

  #tellPhase(): void {
    if (this.#state === undefined) return;
    const phase = phaseOf(this.#state, (pod) => this.#heard.of(pod));
    const key = JSON.stringify(phase);
    if (key === this.#told.phase) return;
    this.#told.phase = key;
    this.#ports.report({ type: 'phase', phase });
  }

  /** A message may contain a counter; only a new reason is reported. */
  async #tellTrouble(failure: Diagnosis, pod: Pod | undefined): Promise<void> {
    const key = `${failure.reason} ${[...this.#failed.keys()].length}`;
    if (key === this.#told.trouble) return;
    this.#told.trouble = key;
    const named = pod === undefined ? failure : await withBlocker(failure, pod, this.#ports);
    this.#ports.report({ type: 'trouble', failure: named });
  }

  #tellWithoutLog(): void {
    if (this.#streams.failure === undefined || this.#told.isWithoutLog) return;
    if (!isFailure(this.#streams.failure)) throw this.#streams.failure;
    this.#told.isWithoutLog = true;
    this.#ports.report({
      type: 'warning',
      message: `the mover's log cannot be read: ${this.#streams.failure.message}`,
    });
  }
}
