import { discreetCluster } from '../mover/credentials-filter.ts';
import { withSlowCallNotice, type SlowCall } from '../kubernetes/slow-call-notice.ts';
import type { SentRequest } from '../kubernetes/cluster.ts';
import { plain, plainLine, steady } from '../foreign-text.ts';
import { jsonText } from '../text/structured.ts';
import { wrapText } from '../text/wrap.ts';
import { completeCommand } from './complete-command.ts';
import type { Io, Output } from './io.ts';
import { OverloadNotice, overloadText } from './overload-notice.ts';
import {
  connectionFlagsIn,
  flagsInContext,
  withoutConnectionFlags,
  withTypedAdvice,
  withTypedCommands,
} from './typed-commands.ts';

/**
 * The world of one command line, with the guarantees for every command: no credentials come in, no terminal control
 * sequences except colors go out, commands in hints are as this operator types them, and questions name the cluster.
 */
export function guardedIo(io: Io, argv: readonly string[]): Io {
  const [flags, clusters] = [connectionFlagsIn(argv), new ClusterNames()];
  const typed = (text: string) => withTypedCommands(text, io.programName, flags);
  const isQuiet = isFlagSet(argv, '-q', '--quiet');
  let isDrawing = false;
  const onDraw = () => void (isDrawing = true);
  const isForScripts = wantsDocuments(argv) && !io.canPrompt;
  const isDebug = isFlagSet(argv, '--debug') && argv[0] !== completeCommand;
  const saidBy = (isShort: boolean) => stderrOf(guarded(io.stderr, typed, onDraw), { isQuiet: isShort, isForScripts });
  const [stderr, debugOutput] = [saidBy(isQuiet), saidBy(false)];
  const isSilent = () => isDrawing || isQuiet || argv[0] === completeCommand;
  const connect = connecting(io, {
    onRequest: (request, name) => {
      const text = clusters.placeOf(name) + requestText(request);
      if (isDebug && !isDrawing) writeProgress(text, { stderr: debugOutput, world: io });
    },
    onConnect: (name) => clusters.add(name),
    onWait: (text) => {
      if (!isSilent()) writeProgress(text, { stderr, world: io });
    },
  });
  return {
    stdout: guarded(io.stdout, typed, onDraw),
    stderr,
    isQuiet,
    stdin: io.stdin,
    canPrompt: io.canPrompt,
    prompts: { confirm: (message) => io.prompts.confirm(inCluster(message, clusters.only)) },
    env: io.env,
    programName: io.programName,
    signal: io.signal,
    get signalExitCode() {
      return io.signalExitCode;
    },
    typed,
    typedIn: (context) => (text) => withTypedCommands(text, io.programName, flagsInContext(flags, context)),
    get clusterName() {
      return clusters.only;
    },
    ...clockOf(io),
    connect,
    localFiles: () => io.localFiles(),
    completionCache: () => io.completionCache(),
    runProgress: (key) => io.runProgress(key),
    words: withoutConnectionFlags(argv),
    contextNames: (kubeconfig) => io.contextNames(kubeconfig),
    creator: () => io.creator(),
    creatorStateOf: (creator) => io.creatorStateOf(creator),
  };
}

function clockOf(io: Io): Pick<Io, 'now' | 'sleep'> {
  return { now: () => io.now(), sleep: (ms, signal) => io.sleep(ms, signal) };
}

/** The names of the contexts that a run has connected to. */
class ClusterNames {
  readonly #names = new Set<string>();

  /** Undefined if there are several. */
  get only(): string | undefined {
    return this.#names.size === 1 ? [...this.#names][0] : undefined;
  }

  add(name: string | undefined): void {
    if (name !== undefined) this.#names.add(name);
  }

  /** The beginning of a line about one of several. */
  placeOf(name: string | undefined): string {
    return this.#names.size > 1 && name !== undefined ? `${name}: ` : '';
  }
}

interface ConnectionListener {
  readonly onRequest: (request: SentRequest, clusterName: string | undefined) => void;
  readonly onConnect: (clusterName: string | undefined) => void;
  /** What is waited for, if it takes long. */
  readonly onWait: (text: string) => void;
}

/** Connects to a cluster whose credentials are filtered, and which reports what it waits for. */
function connecting(io: Io, { onRequest, onConnect, onWait }: ConnectionListener): Io['connect'] {
  return async (options) => {
    const connected: { name?: string | undefined } = {};
    const overload = new OverloadNotice(io, (wait) => onWait(overloadText(wait, connected.name)));
    const cluster = await io.connect({
      ...options,
      onRequest: (request) => onRequest(request, connected.name),
      onOverload: (wait) => overload.note(wait),
    });
    const name = plainLine(options.cluster ?? cluster.contextName) || undefined;
    connected.name = name;
    onConnect(name);
    return withSlowCallNotice(discreetCluster(cluster), {
      now: () => io.now(),
      sleep: (ms, signal) => io.sleep(ms, signal),
      report: (call) => {
        if (!overload.isWaiting) onWait(silenceText(call, name));
      },
    });
  };
}

/** Replaces an animated line, which is redrawn below. An alternate screen shows by itself what it waits for. */
function writeProgress(text: string, { stderr, world }: { readonly stderr: Output; readonly world: Io }): void {
  if (world.stderr.stream !== undefined) world.stderr.write('\r\u001b[K');
  const lines = stderr.isTerminal ? wrapText(text, Math.max(20, stderr.columns - 2)) : [text];
  stderr.write(`► ${lines.join('\n  ')}\n`);
}

function isFlagSet(argv: readonly string[], ...flags: readonly string[]): boolean {
  const end = argv.indexOf('--');
  return argv.slice(0, end === -1 ? undefined : end).some((word) => flags.includes(word));
}

/** Whether a script reads the output: the flag itself may be invalid, so the raw arguments decide. */
export function wantsDocuments(argv: readonly string[]): boolean {
  return wantsOutput(argv, 'json') || wantsOutput(argv, 'yaml');
}

/** Whether an output format is requested, judged from the raw arguments. */
export function wantsOutput(argv: readonly string[], format: string): boolean {
  const flags = ['-o', '-o=', '--output='].map((flag) => `${flag}${format}`);
  return argv.some(
    (word, index) => flags.includes(word) || (['-o', '--output'].includes(word) && argv[index + 1] === format),
  );
}

function stderrOf(output: Output, { isQuiet, isForScripts }: { isQuiet: boolean; isForScripts: boolean }): Output {
  const told = isForScripts && !output.isTerminal ? asDocuments(output) : output;
  return isQuiet ? withoutProgress(told) : told;
}

/** Messages on stderr, one JSON document per line, so that a script can parse all of stderr. */
function asDocuments(output: Output): Output {
  return changed(output, (text) => {
    const message = plain(text).trim();
    if (message === '' || text.startsWith('{')) return text;
    return jsonText({ schema: 'volsyncctl/message/v1', message }, 0);
  });
}

/** Without progress: lines that begin like it, and animation. Problems are still printed. */
function withoutProgress(output: Output): Output {
  return { ...changed(output, (text) => (text.startsWith('►') ? '' : text)), stream: undefined };
}

function changed(output: Output, change: (text: string) => string): Output {
  return {
    ...output,
    get trouble() {
      return output.trouble;
    },
    write: (text) => output.write(change(text)),
  };
}

/** `Go ahead?` is asked as `Go ahead in lab?`. */
function inCluster(question: string, clusterName: string | undefined): string {
  return clusterName === undefined ? question : question.replace(/\?(?=[^?]*$)/, ` in ${clusterName}?`);
}

function guarded(output: Output, typed: (text: string) => string, onDraw: () => void): Output {
  return {
    get isTerminal() {
      return output.isTerminal;
    },
    get columns() {
      return output.columns;
    },
    get rows() {
      return output.rows;
    },
    get stream() {
      return output.stream;
    },
    get trouble() {
      return output.trouble;
    },
    write: (text) => output.write(withTypedAdvice(steady(text), typed)),
    draw: (sequence) => {
      onDraw();
      (output.draw ?? output.write)(sequence);
    },
    writeBytes: (bytes) => output.writeBytes(bytes),
  };
}

/** One request for --debug, such as `GET /api/v1/pods?limit 200 in 12 ms`. */
function requestText({ method, path, result, tookMs }: SentRequest): string {
  return plainLine(`${method} ${path} ${result} in ${Math.round(tookMs)} ms`);
}

/**
 * What is waited for while the API server is silent, such as
 * `no answer from the API server of lab yet: list pods in home`.
 */
function silenceText({ verb, plural, namespace, name }: SlowCall, clusterName: string | undefined): string {
  const of = clusterName === undefined ? '' : ` of ${clusterName}`;
  const what = { review: 'check permissions', log: 'read the log of' }[verb as string] ?? verb;
  const object = [plural, name].filter((word) => word !== undefined).join(' ');
  const place = namespace === undefined || namespace === '' ? '' : ` in namespace ${namespace}`;
  return plainLine(`no answer from the API server${of} yet: ${[what, object].filter(Boolean).join(' ')}${place}`);
}
