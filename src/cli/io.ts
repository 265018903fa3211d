import type { Cluster, ConnectionOptions } from '../kubernetes/cluster.ts';
import type { LocalFiles, CompletionCache, RunProgress } from '../local-files/local-files.ts';
import type { Creator, CreatorState } from '../creator.ts';
import type { Prompts } from './prompts.ts';

/** One output stream; `columns` is 80 without a terminal. */
export interface Output {
  readonly isTerminal: boolean;
  readonly columns: number;
  /** Undefined without a terminal. */
  readonly rows?: number | undefined;
  /** The terminal itself, for a library that draws on it; undefined without one, or if it has no size. */
  readonly stream?: NodeJS.WritableStream | undefined;
  /** Why it can no longer be written to: `EPIPE` if its reader has exited. */
  readonly trouble?: NodeJS.ErrnoException | undefined;
  /** Text, a line or more. */
  write(text: string): void;
  /** Writes control sequences and text, for an alternate screen; undefined if `write` does it. */
  readonly draw?: ((sequences: string) => void) | undefined;
  /** Writes raw bytes; resolves when there is room for more. */
  writeBytes(bytes: Uint8Array): Promise<void>;
}

/** Everything outside the program that a command may use; created once, by main.ts. */
export interface Io {
  readonly stdout: Output;
  readonly stderr: Output;
  /** The terminal's keys, for a library that reads them; undefined if stdin is not a terminal. */
  readonly stdin?: NodeJS.ReadStream | undefined;
  /** Whether prompts are possible: stdin and stderr are terminals, and this is not CI. */
  readonly canPrompt: boolean;
  /** Only if `canPrompt`. */
  readonly prompts: Prompts;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** `volsyncctl`, or `kubectl volsyncctl` when run as a kubectl plug-in: for help and hints. */
  readonly programName: string;
  /** Aborted by Ctrl-C, SIGTERM, SIGHUP, and when the reader of stdout has exited. */
  readonly signal: AbortSignal;
  /** 128 plus the number of the signal that ended the run; undefined if none did. */
  readonly signalExitCode?: number | undefined;
  /** Progress, and results of checks that pass, are not shown. */
  readonly isQuiet?: boolean | undefined;
  /** A hint with its commands as this operator types them. */
  readonly typed?: ((hint: string) => string) | undefined;
  /** The same for a hint about one of several contexts. */
  readonly typedIn?: ((context: string) => (hint: string) => string) | undefined;
  /** The words of the command line without the connection flags, which hints get anyway. */
  readonly words?: readonly string[] | undefined;
  /** The name of the cluster's context; undefined before `connect`, if it has none, and if there are several. */
  readonly clusterName?: string | undefined;
  now(): Date;
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
  connect(options: ConnectionOptions): Promise<Cluster>;
  /** The operator's disk, as the target of copies. */
  localFiles(): Promise<LocalFiles>;
  /** The source of completions of snapshot IDs and paths. */
  completionCache(): Promise<CompletionCache>;
  /** The progress of runs with this key. */
  runProgress(key: readonly string[]): Promise<RunProgress>;
  /** The names of the kubeconfig's contexts; `kubeconfig` is the flag of that name. */
  contextNames(kubeconfig: string | undefined): Promise<readonly string[]>;
  /** This run of volsyncctl. */
  creator(): Creator;
  /** Whether another run of volsyncctl is still running. */
  creatorStateOf(creator: Creator): CreatorState;
}
