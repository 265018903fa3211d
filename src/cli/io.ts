import type { Cluster, ConnectionOptions } from '../kubernetes/cluster.ts';
import type { LocalFiles, CompletionCache } from '../local-files/local-files.ts';
import type { Creator, CreatorState } from '../creator.ts';
import type { Prompts } from './prompts.ts';

/** One output stream; `columns` is 80 where there is no terminal. */
export interface Output {
  readonly isTerminal: boolean;
  readonly columns: number;
  /** Undefined where there is no terminal. */
  readonly rows?: number | undefined;
  /** The terminal itself, for a library that draws on it; undefined where there is none, or one of no size. */
  readonly stream?: NodeJS.WritableStream | undefined;
  /** Why nothing can be written to it any more: `EPIPE` where its reader has gone. */
  readonly trouble?: NodeJS.ErrnoException | undefined;
  /** Text, a line or more. */
  write(text: string): void;
  /** Control sequences, and text among them, for who draws a screen of their own; undefined where `write` does it. */
  readonly draw?: ((sequences: string) => void) | undefined;
  /** Writes bytes as they are; done when there is room for more. */
  writeBytes(bytes: Uint8Array): Promise<void>;
}

/** Everything a command may use outside of the program; created once, by main.ts. */
export interface Io {
  readonly stdout: Output;
  readonly stderr: Output;
  /** The terminal's keys, for a library that reads them; undefined where stdin is no terminal. */
  readonly stdin?: NodeJS.ReadStream | undefined;
  /** Whether prompts are possible: stdin and stderr are terminals, and this is not CI. */
  readonly canPrompt: boolean;
  /** Only where `canPrompt`. */
  readonly prompts: Prompts;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** `volsyncctl`, or `kubectl volsyncctl` when run as kubectl's plug-in: for help and hints. */
  readonly programName: string;
  /** Aborted by Ctrl-C, SIGTERM, SIGHUP, and when the reader of stdout is gone. */
  readonly signal: AbortSignal;
  /** 128 and the number of the signal that ended the run; undefined where none did. */
  readonly signalExitCode?: number | undefined;
  /** Progress, and results of checks that pass, are not shown. */
  readonly isQuiet?: boolean | undefined;
  /** A hint with its commands as this operator types them. */
  readonly typed?: ((hint: string) => string) | undefined;
  /** The same for a hint about one of several contexts. */
  readonly typedIn?: ((context: string) => (hint: string) => string) | undefined;
  /** What the context of the cluster is called; undefined before `connect`, where it has no name, and where there are several. */
  readonly clusterName?: string | undefined;
  now(): Date;
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
  connect(options: ConnectionOptions): Promise<Cluster>;
  /** The operator's own disk, for what is copied to it. */
  localFiles(): Promise<LocalFiles>;
  /** The source of completions of snapshot IDs and paths. */
  completionCache(): Promise<CompletionCache>;
  /** The names of the kubeconfig's contexts; `kubeconfig` is the flag of that name. */
  contextNames(kubeconfig: string | undefined): Promise<readonly string[]>;
  /** This run of volsyncctl. */
  maker(): Creator;
  /** Whether another run of volsyncctl is still running. */
  fateOf(maker: Creator): CreatorState;
}
