import { CommanderError } from 'commander';
import { exitCodes, Failure } from '../errors.ts';
import { failureDocument, renderFailure } from '../render/failure.ts';
import { jsonText } from '../render/structured.ts';
import { styleFor } from './color.ts';
import { completeCommand } from './completion/complete-command.ts';
import type { Io } from './io.ts';
import { program } from './program.ts';

/** Runs one command line and returns its exit code; every error ends here, as text or as JSON on stderr. */
export async function run(argv: readonly string[], io: Io): Promise<number> {
  let exitCode: number = exitCodes.ok;
  const context = { io, end: (code: number) => void (exitCode = code) };
  const words = withSplitFlags(argv);
  try {
    if (words[0] === completeCommand) {
      const { complete } = await import('./completion/complete.ts');
      await complete(program(context), argv.slice(1), io);
    } else {
      await program(context).parseAsync(words, { from: 'user' });
    }
    return exitCode;
  } catch (error) {
    return report(error, words, io);
  }
}

/** `-o=json` is what kubectl's users may type; commander knows only `-o json` and `-ojson`. */
function withSplitFlags(argv: readonly string[]): readonly string[] {
  return argv.flatMap((word) => (/^-[a-zA-Z]=/.test(word) ? [word.slice(0, 2), word.slice(3)] : [word]));
}

function report(error: unknown, argv: readonly string[], io: Io): number {
  if (error instanceof CommanderError && error.exitCode === 0) return exitCodes.ok;
  const failure = asFailure(error, io);
  if (wantsJson(argv)) {
    io.stderr.write(jsonText(failureDocument(failure), 2));
  } else {
    io.stderr.write(renderFailure(failure, styleFor(io, io.stderr, colorFlag(argv))));
  }
  if (argv.includes('--debug') && error instanceof Error) io.stderr.write(`${stackOf(error)}\n`);
  return exitCodes[failure.kind];
}

function asFailure(error: unknown, io: Io): Failure {
  if (error instanceof Failure) return error;
  if (error instanceof CommanderError) return usageFailure(error, io);
  if (io.signal.aborted) return new Failure('interrupted', 'Interrupted.');
  const message = error instanceof Error ? error.message : String(error);
  return new Failure('unexpected', `This is a bug in volsyncctl: ${message}`, {
    hint: 'run it again with --debug, and report what it prints',
    cause: error,
  });
}

function usageFailure(error: CommanderError, io: Io): Failure {
  const message = error.message.replace(/^error: /, '');
  return new Failure('usage', message, { hint: `${io.programName} --help`, cause: error });
}

/** The flag itself may be what is wrong, so the raw words decide. */
function wantsJson(argv: readonly string[]): boolean {
  return argv.some(
    (word, index) =>
      ['-ojson', '--output=json'].includes(word) || (['-o', '--output'].includes(word) && argv[index + 1] === 'json'),
  );
}

function colorFlag(argv: readonly string[]): string | undefined {
  const index = argv.indexOf('--color');
  return index >= 0 ? argv[index + 1] : argv.find((word) => word.startsWith('--color='))?.slice('--color='.length);
}

function stackOf(error: Error): string {
  const cause = error.cause instanceof Error ? `\ncaused by ${stackOf(error.cause)}` : '';
  return `${error.stack ?? error.message}${cause}`;
}
