import { type Command, CommanderError } from 'commander';
import { exitCodes, Failure } from '../errors.ts';
import { failureDocument, renderFailure } from '../text/failure.ts';
import { prometheusText, runMetrics } from '../text/prometheus.ts';
import { jsonText } from '../text/structured.ts';
import { styleFor } from '../cli/color.ts';
import { completeCommand } from '../cli/complete-command.ts';
import { guardedIo, wantsDocuments, wantsOutput } from '../cli/guarded-io.ts';
import type { Io } from '../cli/io.ts';
import { askedContexts } from '../cli/kube-contexts/asked-contexts.ts';
import { formatsOf, withHints } from '../cli/output.ts';
import { nearMiss } from '../volsync/spelling-suggestions.ts';
import { program } from './program.ts';
import { globalOptions } from '../cli/options/global.ts';

/** Runs one command line and returns its exit code; every error ends here, as text or JSON on stderr. */
export async function run(argv: readonly string[], world: Io): Promise<number> {
  const io = guardedIo(world, argv);
  let exitCode: number = exitCodes.ok;
  const context = { io, end: (code: number) => void (exitCode = code) };
  const words = withSplitFlags(argv);
  try {
    if (words[0] === completeCommand) {
      const { complete } = await import('./completion/complete.ts');
      await complete(program(context), argv.slice(1), io);
    } else {
      const root = program(context);
      if (namesNoCommand(words, root)) exitCode = await showFirstContact(root, io);
      else await program(context).parseAsync(words, { from: 'user' });
    }
    // Only the last write shows whether everything was written.
    await io.stdout.writeBytes(new Uint8Array());
    return ended(exitCode, words, io);
  } catch (error) {
    const root = program(context);
    const code = report(withHelpHint(error, words, root), words, io);
    writeRunMetrics(code, commandMeant(words, root).path[1]?.name() ?? '', { words, io });
    return code;
  }
}

/** Missing metrics would look like a run that did not happen; this one did, but could not read the cluster. */
function writeRunMetrics(
  exitCode: number,
  command: string,
  { words, io }: { readonly words: readonly string[]; readonly io: Io },
): void {
  const isAskedFor = wantsOutput(words, 'prometheus') && formatsOf(command).includes('prometheus');
  if (!isAskedFor || exitCode === exitCodes.usage || io.stdout.trouble !== undefined) return;
  io.stdout.write(prometheusText(runMetrics(command, exitCode, io.now())));
}

/**
 * Output that could not be written is a failure, unless the reader has exited, as `| head` does: it has what it wanted.
 */
function ended(exitCode: number, words: readonly string[], io: Io): number {
  const { trouble } = io.stdout;
  if (trouble !== undefined && trouble.code !== 'EPIPE') return report(unwritten(trouble), words, io);
  if (exitCode !== exitCodes.interrupted) return exitCode;
  return io.signalExitCode ?? (trouble === undefined ? exitCode : exitCodes.ok);
}

function unwritten(cause: Error): Failure {
  return new Failure('failed', `Cannot write the output: ${cause.message}.`, { cause });
}

/** For an invalid command line, the hint is the help of the intended command. */
function withHelpHint(error: unknown, words: readonly string[], root: Command): unknown {
  if (!(error instanceof CommanderError) || error.exitCode === 0) return error;
  const meant = commandMeant(words, root);
  const hint = `${meant.path.map((one) => one.name()).join(' ')} --help`;
  return new Failure('usage', usageMessage(error, meant), { hint, cause: error });
}

function usageMessage({ code, message }: CommanderError, meant: MeantCommand): string {
  const unknown = code === 'commander.excessArguments' ? unknownSubcommand(meant) : undefined;
  if (unknown !== undefined) return unknown;
  // Commander would show its help instead of an error.
  return code === 'commander.help' ? 'no command given' : message.replace(/^error: /, '');
}

interface MeantCommand {
  /** From the program down to the command. */
  readonly path: readonly Command[];
  /** The first word after it that is neither a flag nor a flag's value. */
  readonly operand: string | undefined;
}

/** The command that the words name, including subcommands. */
function commandMeant(words: readonly string[], root: Command): MeantCommand {
  const path = [root];
  for (let index = 0; index < words.length; index += 1) {
    const word = words[index] ?? '';
    const command = path.at(-1)?.commands.find((one) => one.name() === word || one.aliases().includes(word));
    if (command !== undefined) path.push(command);
    else if (!word.startsWith('-')) return { path, operand: word };
    else if (path.some(({ options }) => options.some((one) => one.required && [one.short, one.long].includes(word))))
      index += 1;
  }
  return { path, operand: undefined };
}

/**
 * Commander passes an unknown subcommand to the default subcommand, or to the command itself, which may accept an
 * argument.
 */
function unknownSubcommand({ path, operand }: MeantCommand): string | undefined {
  const names = path.at(-1)?.commands.map((one) => one.name()) ?? [];
  if (operand === undefined || names.length === 0) return undefined;
  const command = path.at(-1);
  const near = nearMiss(operand, names);
  if (near === undefined && (command?.registeredArguments.length ?? 0) > 0) return undefined;
  const others = near === undefined ? `There are ${names.join(', ')}` : `Did you mean ${near}?`;
  return `unknown subcommand '${operand}' of ${command?.name() ?? ''} (${others})`;
}

/** kubectl also accepts `-o=json`; commander only accepts `-o json` and `-ojson`. */
function withSplitFlags(argv: readonly string[]): readonly string[] {
  return argv.flatMap((word) => (/^-[a-zA-Z]=/.test(word) ? [word.slice(0, 2), word.slice(3)] : [word]));
}

function report(error: unknown, argv: readonly string[], io: Io): number {
  if (error instanceof CommanderError && error.exitCode === 0) return exitCodes.ok;
  const failure = asFailure(error, io);
  if (isReaderGone(failure, io)) return exitCodes.ok;
  const exitCode = exitCodeOf(failure, io);
  if (wantsDocuments(argv)) {
    io.stderr.write(jsonText(withHints({ ...failureDocument(failure), exitCode }, io), 2));
  } else {
    io.stderr.write(renderFailure(failure, styleFor(io, io.stderr, colorFlag(argv)), io.stderr));
  }
  if (argv.includes('--debug') && error instanceof Error) io.stderr.write(`${stackOf(error)}\n`);
  return exitCode;
}

/** An interruption that leaves something to do reports it, whoever caused it. */
function isReaderGone({ kind, hint }: Failure, { stdout, signalExitCode }: Io): boolean {
  const isQuiet = kind === 'interrupted' && hint === undefined && signalExitCode === undefined;
  return isQuiet && stdout.trouble?.code === 'EPIPE';
}

/** A signal determines the exit code. */
function exitCodeOf({ kind }: Failure, { signalExitCode }: Io): number {
  return kind === 'interrupted' ? (signalExitCode ?? exitCodes.interrupted) : exitCodes[kind];
}

function asFailure(error: unknown, io: Io): Failure {
  const { trouble } = io.stdout;
  const isLeftOpen = error instanceof Failure && (error.kind !== 'interrupted' || error.hint !== undefined);
  if (trouble !== undefined && trouble.code !== 'EPIPE' && !isLeftOpen) return unwritten(trouble);
  if (error instanceof Failure) return error;
  if (io.signal.aborted) return new Failure('interrupted', 'Interrupted.');
  const message = error instanceof Error ? error.message : String(error);
  return new Failure('unexpected', `This is a bug in volsyncctl: ${message}`, {
    hint: 'run it again with --debug and report the output',
    cause: error,
  });
}

function colorFlag(argv: readonly string[]): string | undefined {
  const index = argv.indexOf('--color');
  return index >= 0 ? argv[index + 1] : argv.find((word) => word.startsWith('--color='))?.slice('--color='.length);
}

function stackOf(error: Error): string {
  const cause = error.cause instanceof Error ? `\ncaused by ${stackOf(error.cause)}` : '';
  return `${error.stack ?? error.message}${cause}`;
}

/** Whether the words contain only flags and no command; throws like commander for an invalid flag. */
function namesNoCommand(words: readonly string[], root: Command): boolean {
  if (words[0] !== undefined && !words[0].startsWith('-')) return false;
  const { operands, unknown } = root.parseOptions([...words]);
  return operands.length === 0 && unknown.length === 0;
}

/** What is shown without a command: on a terminal the overview of the cluster, otherwise the help, as in kubectl. */
async function showFirstContact(root: Command, io: Io): Promise<number> {
  if (!io.stdout.isTerminal || io.env['CI']) {
    root.outputHelp();
    return exitCodes.ok;
  }
  const { showOverview } = await import('../commands/status/overview.ts');
  const options = { ...root.opts(), ...(await askedContexts('the first page', root.opts(), io)) };
  return showOverview(io, globalOptions(options), groupsOf(root));
}

function groupsOf(root: Command): Readonly<Record<string, readonly string[]>> {
  const groups = Map.groupBy(root.commands, (command) => command.helpGroup().replace(/:$/, ''));
  return Object.fromEntries([...groups].map(([group, commands]) => [group, commands.map((command) => command.name())]));
}
