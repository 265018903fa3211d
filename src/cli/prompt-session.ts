import { Failure, isFailure } from '../errors.ts';
import type { BrowserTerminal } from './browsed-files.ts';

/** What an inquirer prompt needs to know about the terminal. */
export interface PromptContext {
  readonly input: NodeJS.ReadStream;
  readonly output: NodeJS.WritableStream;
  readonly signal: AbortSignal;
}

/**
 * Runs an inquirer prompt on stderr, since stdout carries results. Rejects with `interrupted` on Ctrl-C, on the signal
 * and when the terminal is gone (inquirer would keep waiting), with the signal's reason if that is a Failure.
 */
export async function prompting<Answer>(
  { stdin, stderr }: Pick<BrowserTerminal, 'stdin' | 'stderr'>,
  signal: AbortSignal,
  prompt: (context: PromptContext) => Promise<Answer>,
): Promise<Answer> {
  if (stdin === undefined || stderr.stream === undefined) {
    throw new Failure('usage', 'An answer is needed, and there is no terminal to ask on.');
  }
  const hangUp = new AbortController();
  const onEnd = () => hangUp.abort();
  stdin.once('end', onEnd);
  try {
    return await prompt({ input: stdin, output: stderr.stream, signal: AbortSignal.any([signal, hangUp.signal]) });
  } catch (error) {
    throw failureOf(error, signal);
  } finally {
    stdin.off('end', onEnd);
  }
}

/** inquirer's errors for Ctrl-C and for the signal mean nothing to an operator. */
function failureOf(error: unknown, signal: AbortSignal): unknown {
  if (!(error instanceof Error && ['ExitPromptError', 'AbortPromptError'].includes(error.name))) return error;
  if (isFailure(signal.reason)) return signal.reason;
  return new Failure('interrupted', 'Interrupted at the prompt; nothing was changed.', { cause: error });
}
