import { setTimeout as sleep } from 'node:timers/promises';
import { Failure } from '../../src/errors.ts';
import type { Io, Output } from '../../src/cli/io.ts';
import type { Prompts } from '../../src/cli/prompts.ts';
import type { Cluster, ConnectionOptions } from '../../src/kubernetes/cluster.ts';
import type { LocalFiles, CompletionCache, RunProgress } from '../../src/local-files/local-files.ts';
import { openCompletionCache } from '../../src/local-files/completion-cache.ts';
import { openRunProgress } from '../../src/local-files/run-progress.ts';
import { openLocalFiles } from '../../src/local-files/open-local-files.ts';
import type { Creator, CreatorState } from '../../src/creator.ts';

export interface FakeIoOptions {
  readonly cluster?: Cluster;
  readonly isTerminal?: boolean;
  readonly columns?: number;
  readonly env?: Io['env'];
  readonly programName?: string;
  readonly signal?: AbortSignal;
  readonly now?: Date;
  /** The speed of the clock relative to a real one; without it, the clock stands still, and waits are real. */
  readonly speed?: number;
  /** The error code of stdout. */
  readonly trouble?: string;
  readonly contexts?: readonly string[];
  /** The result of connecting to each context of the kubeconfig: a cluster, or an error. */
  readonly clusters?: Readonly<Record<string, Cluster | Failure>>;
  readonly completionCache?: CompletionCache;
  /** What a person at the terminal answers, in order; without it nobody can be asked. */
  readonly answers?: readonly (boolean | Failure)[];
  readonly creatorStateOf?: (creator: Creator) => CreatorState;
}

/** The world of a command in a test, and its output. */
export class FakeIo implements Io {
  readonly stdout: Output;
  readonly stderr: Output;
  readonly canPrompt: boolean;
  readonly prompts: Prompts;
  readonly questions: string[] = [];
  readonly env: Io['env'];
  readonly programName: string;
  readonly signal: AbortSignal;
  out = '';
  err = '';
  readonly #options: FakeIoOptions;
  readonly #begunAt = Date.now();

  constructor(options: FakeIoOptions = {}) {
    const { isTerminal = false, columns = 80 } = options;
    const trouble = options.trouble && Object.assign(new Error(`${options.trouble}, write`), { code: options.trouble });
    this.stdout = { isTerminal, columns, ...(trouble && { trouble }), ...into((text) => void (this.out += text)) };
    this.stderr = { isTerminal, columns, ...into((text) => void (this.err += text)) };
    this.env = options.env ?? {};
    this.programName = options.programName ?? 'volsyncctl';
    this.signal = options.signal ?? new AbortController().signal;
    this.#options = options;
    this.canPrompt = options.answers !== undefined;
    this.prompts = { confirm: (message) => this.#answer(message) };
  }

  now(): Date {
    const { now = new Date('2026-11-23T15:00:00Z'), speed } = this.#options;
    return speed === undefined ? now : new Date(now.getTime() + (Date.now() - this.#begunAt) * speed);
  }

  async sleep(ms: number, signal?: AbortSignal): Promise<void> {
    await sleep(ms / (this.#options.speed ?? 1), undefined, signal && { signal });
  }

  connect({ context }: ConnectionOptions = {}): Promise<Cluster> {
    const cluster = this.#options.clusters?.[context ?? ''] ?? this.#options.cluster;
    if (cluster instanceof Failure) return Promise.reject(cluster);
    if (cluster !== undefined && this.#options.clusters !== undefined) Object.assign(cluster, { contextName: context });
    return cluster === undefined
      ? Promise.reject(new Failure('unreachable', 'There is no cluster in this test.'))
      : Promise.resolve(cluster);
  }

  /** The real disk: tests use temporary folders. */
  localFiles(): Promise<LocalFiles> {
    return Promise.resolve(openLocalFiles());
  }

  completionCache(): Promise<CompletionCache> {
    return Promise.resolve(this.#options.completionCache ?? openCompletionCache(undefined, () => this.now()));
  }

  /** Nothing is kept. */
  runProgress(key: readonly string[]): Promise<RunProgress> {
    return Promise.resolve(openRunProgress(undefined, key, () => this.now()));
  }

  contextNames(): Promise<readonly string[]> {
    return Promise.resolve(this.#options.contexts ?? Object.keys(this.#options.clusters ?? {}));
  }

  creator(): Creator {
    return { hostname: 'desk', pid: 1 };
  }

  creatorStateOf(creator: Creator): CreatorState {
    return this.#options.creatorStateOf?.(creator) ?? 'elsewhere';
  }

  #answer(message: string): Promise<boolean> {
    const answer = this.#options.answers?.[this.questions.push(message) - 1];
    if (answer === undefined) throw new Error(`Nobody was there to be asked: ${message}`);
    return answer instanceof Failure ? Promise.reject(answer) : Promise.resolve(answer);
  }
}

function into(write: Output['write']): Pick<Output, 'write' | 'writeBytes'> {
  const writeBytes = async (bytes: Uint8Array) => {
    write(Buffer.from(bytes).toString('utf8'));
    await Promise.resolve();
  };
  return { write, writeBytes };
}
