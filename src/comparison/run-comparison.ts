import { Failure } from '../errors.ts';
import { withoutCredentials } from '../without-credentials.ts';
import { ProgramError, type Workplace } from '../volume/pod-programs.ts';

/** The progress of the comparison. */
export type ComparisonEvent =
  | { readonly type: 'step'; readonly step: 'volume' | 'snapshot' | 'content' | 'again' | 'sort' }
  /** The volume has nothing at that path. */
  | { readonly type: 'absent'; readonly index: number }
  /** The approximate totals of the snapshot. */
  | { readonly type: 'total' | 'progress'; readonly files: number; readonly bytes: number };

/** How much of the output other than marked lines is kept. */
const longestWords = 32 * 1024;

/**
 * The output of the command as a stream; `onNews` receives its progress. Ends with a ProgramError if it failed, with
 * the messages of the program that failed.
 */
export async function* runComparison(
  command: readonly string[],
  mark: string,
  work: Workplace,
  onEvent: (event: ComparisonEvent) => void,
): AsyncGenerator<Uint8Array, void> {
  const { cluster, pod, container, signal } = work;
  const said = { rest: '', words: '' };
  for await (const event of cluster.exec({ ...pod, container, command }, signal)) {
    if (event.type === 'ended') {
      if (event.exitCode === 0) return;
      throw new ProgramError(event.exitCode, linesOf(said.words + said.rest));
    }
    if (event.type === 'stdout') yield event.bytes;
    else hear(Buffer.from(event.bytes).toString('utf8'), mark, { said, onEvent });
  }
  throw new Failure('failed', 'The comparison has ended without an end.');
}

interface Hearing {
  readonly said: { rest: string; words: string };
  readonly onEvent: (event: ComparisonEvent) => void;
}

function hear(text: string, mark: string, { said, onEvent }: Hearing): void {
  const lines = (said.rest + text).split('\n');
  said.rest = (lines.pop() ?? '').slice(-longestWords);
  for (const line of lines) {
    const event = line.startsWith(`${mark} `) ? newsOf(line.slice(mark.length + 1).split(' ')) : undefined;
    if (event !== undefined) onEvent(event);
    else if (!line.startsWith(`${mark} `)) said.words = `${said.words}${line}\n`.slice(-longestWords);
  }
}

const steps: readonly string[] = ['volume', 'snapshot', 'content', 'again', 'sort'];

function newsOf([type, first = '', second]: readonly string[]): ComparisonEvent | undefined {
  if (type === 'step' && steps.includes(first)) return { type, step: first as 'volume' };
  if (type === 'absent') return { type, index: Number(first) };
  if (type === 'total' || type === 'progress') return { type, files: Number(first), bytes: Number(second) };
  return undefined;
}

function linesOf(text: string): readonly string[] {
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map(withoutCredentials);
}
