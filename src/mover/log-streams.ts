import { isFailure } from '../errors.ts';
import type { Cluster } from '../kubernetes/cluster.ts';
import type { Pod } from '../kubernetes/objects.ts';
import { logLines, type LogSource } from './log-lines.ts';
import { startedContainers, type StartedContainer } from './mover-pods.ts';
import { failureNote, tellingLines, wantedContainers } from './log-notes.ts';
import type { LogPorts, MoverLogOptions } from './log-ports.ts';

interface StreamOptions extends Pick<MoverLogOptions, 'container' | 'tailLines' | 'sinceSeconds'> {
  /** By pod UID: the time up to which its log has been shown. */
  readonly shownUntil?: ReadonlyMap<string, string>;
}

type StreamPorts = Pick<LogPorts, 'signal' | 'sleep' | 'report'> & { readonly cluster: Pick<Cluster, 'logs'> };

/**
 * How long to wait for the status of a container to show its end after its log ended, and before a cut log is read
 * again.
 */
const settleMs = 2000;

/**
 * Follows the logs of all containers as they start, each from its first line to its last, once. An ended container is
 * shown completely before later ones. A log that is cut is resumed where it stopped.
 */
export class LogStreams {
  /** Aborted by the operator, or when a log cannot be read. */
  readonly signal: AbortSignal;
  failure: Error | undefined;
  readonly #options: StreamOptions;
  readonly #ports: StreamPorts;
  readonly #stop = new AbortController();
  readonly #streams = new Map<string, Stream>();
  #isFirstUpdate = true;

  constructor(options: StreamOptions, ports: StreamPorts) {
    this.#options = options;
    this.#ports = ports;
    this.signal = AbortSignal.any([ports.signal, this.#stop.signal]);
  }

  /** Whether any line was shown. */
  get hasLines(): boolean {
    return [...this.#streams.values()].some(({ hasLines }) => hasLines);
  }

  /** Updates the pods: starts reading new containers, and registers ended ones. */
  update(pods: readonly Pod[]): void {
    const present = new Set<string>();
    for (const pod of pods) {
      const wanted = wantedContainers(pod, this.#options.container);
      for (const container of startedContainers(pod).filter(({ name }) => wanted.includes(name))) {
        const id = `${pod.metadata.uid ?? ''}/${container.name}/${container.run}`;
        present.add(id);
        if (!this.#streams.has(id)) this.#begin(id, this.#source(pod, container.name, wanted.length > 1));
        if (container.terminated !== undefined) this.#streams.get(id)?.end(container);
      }
    }
    for (const [id, stream] of this.#streams) if (!present.has(id)) stream.end();
    this.#isFirstUpdate = false;
  }

  /** Waits until all logs have been read to their end, for at most `ms`. */
  async drain(ms: number): Promise<void> {
    for (const stream of this.#streams.values()) stream.end();
    const stop = new AbortController();
    const late = this.#ports.sleep(ms, AbortSignal.any([this.signal, stop.signal])).catch(() => undefined);
    await Promise.race([late, this.#allDone([...this.#streams.values()])]);
    stop.abort();
    await late;
  }

  /** Stops reading; returns when nothing is open. */
  async close(): Promise<void> {
    this.#stop.abort();
    await this.#allDone([...this.#streams.values()]);
  }

  #source(pod: Pod, container: string, isOneOfSeveral: boolean): LogSource {
    const { tailLines, sinceSeconds } = this.#options;
    // A container that starts while the log is followed is shown completely; the tail limits only earlier output.
    const limits = this.#isFirstUpdate
      ? { tailLines, sinceSeconds }
      : { tailLines: undefined, sinceSeconds: undefined };
    return { pod, container, isOneOfSeveral, follow: true, ...limits };
  }

  #begin(id: string, source: LogSource): void {
    const before = [...this.#streams.values()].filter(({ hasEnded }) => hasEnded);
    const stream = new Stream(source, this.#ports, this.signal);
    stream.skipUntil(this.#options.shownUntil?.get(source.pod.metadata.uid ?? ''));
    this.#streams.set(id, stream);
    stream.done = this.#allDone(before)
      .then(() => stream.read())
      .catch((error: unknown) => {
        if (this.signal.aborted) return;
        this.failure = error instanceof Error ? error : new Error(String(error));
        this.#stop.abort();
      });
  }

  async #allDone(streams: readonly Stream[]): Promise<void> {
    await Promise.all(streams.map(({ done }) => done));
  }
}

/** One container's log, read to its end. */
class Stream {
  done: Promise<void> = Promise.resolve();
  hasEnded = false;
  #container: StartedContainer | undefined;
  /** The time of the last line shown, and the number of lines with that time. */
  #last = { time: '', count: 0 };
  readonly #lastLines: string[] = [];
  readonly #source: LogSource;
  readonly #ports: StreamPorts;
  readonly #signal: AbortSignal;
  readonly #ended = new AbortController();

  constructor(source: LogSource, ports: StreamPorts, signal: AbortSignal) {
    this.#source = source;
    this.#ports = ports;
    this.#signal = signal;
  }

  get hasLines(): boolean {
    return this.#last.count > 0;
  }

  /** Earlier lines have already been shown. */
  skipUntil(time: string | undefined): void {
    if (time !== undefined) this.#last = { time, count: Infinity };
  }

  /** The container ended; without one, its pod is gone. */
  end(container?: StartedContainer): void {
    this.hasEnded = true;
    this.#container ??= container;
    this.#ended.abort();
  }

  async read(): Promise<void> {
    while (!(await this.#readOnce())) await this.#pause();
    const failed = this.#container && failureNote(this.#source.pod.metadata.name, this.#container, this.#lastLines);
    if (failed !== undefined) this.#ports.report(failed);
  }

  /** Reads new lines; returns true if there will be no more. */
  async #readOnce(): Promise<boolean> {
    const known = { ...this.#last };
    try {
      for await (const line of logLines(this.#ports.cluster, this.#request(), this.#signal)) {
        const { time = '' } = line;
        if (time < known.time || (time === known.time && known.count-- > 0)) continue;
        this.#last = { time, count: time === this.#last.time ? this.#last.count + 1 : 1 };
        this.#ports.report(line);
        this.#lastLines.push(line.line);
        if (this.#lastLines.length > tellingLines) this.#lastLines.shift();
      }
      if (!this.hasEnded) await this.#pause(this.#ended.signal);
      return this.hasEnded;
    } catch (error) {
      if (isFailure(error, 'not-found')) return this.#giveUp();
      if (isFailure(error, 'unreachable', 'timeout')) return false;
      throw error;
    }
  }

  /** When a log is read again, it is read completely: the time of the last line shows what is new. */
  #request(): LogSource {
    if (this.#last.count === 0) return this.#source;
    return { ...this.#source, tailLines: undefined, sinceSeconds: undefined };
  }

  #giveUp(): true {
    const { pod, container } = this.#source;
    this.#ports.report({ type: 'log-gone', pod: pod.metadata.name, container });
    return true;
  }

  async #pause(until?: AbortSignal): Promise<void> {
    const signal = until === undefined ? this.#signal : AbortSignal.any([this.#signal, until]);
    await this.#ports.sleep(settleMs, signal).catch(() => undefined);
    this.#signal.throwIfAborted();
  }
}
