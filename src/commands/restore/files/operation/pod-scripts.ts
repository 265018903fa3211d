import { scratchRoot } from '../../../../comparison/comparison-pod.ts';
import type { VolumeWriter } from '../../../../comparison/comparison-pod.ts';
import { programOutput, type Workplace } from '../../../../volume/pod-programs.ts';
import { volumeRoot } from '../../../../volsync/volume-pod.ts';
import { recordWords, podWord, type RestoreSteps } from '../judgement/restore-steps.ts';
import { addScript, holdScript } from '../judgement/volume-scripts.ts';

const scratch = `${scratchRoot}/files`;
/** Time for a script to finish its entry, and for removing staged files. */
const graceSeconds = 45;
/** A command line is part of a URL, for which servers accept a few kilobytes. */
const longestWords = 6000;

/** The pod's first program. */
export function volumeWriter(lifetimeMs: number): VolumeWriter {
  const words = [volumeRoot, scratch, String(Math.ceil(lifetimeMs / 1000))];
  return { command: ['bash', '-c', holdScript, 'volsyncctl', ...words], graceSeconds };
}

/** Runs a script of volume-scripts.ts and yields its ASCII lines. Throws a ProgramError if it failed. */
export async function* scriptLines(
  script: string,
  words: readonly string[],
  work: Workplace,
): AsyncGenerator<string, void> {
  let rest = '';
  for await (const piece of programOutput(['bash', '-c', script, 'volsyncctl', volumeRoot, scratch, ...words], work)) {
    const lines = (rest + Buffer.from(piece).toString('latin1')).split('\n');
    rest = lines.pop() ?? '';
    yield* lines;
  }
}

/** The same for a script without output. */
export async function runScript(script: string, words: readonly string[], work: Workplace): Promise<void> {
  const lines = scriptLines(script, words, work);
  while ((await lines.next()).done !== true);
}

/** Passes the steps to the pod. */
export async function addSteps({ steps, patterns }: RestoreSteps, work: Workplace): Promise<void> {
  const records = steps.map(recordWords);
  await add('records', String.raw`\0`, records, work);
  const lines = patterns.map((pattern) => [podWord(pattern)]);
  await add('patterns', String.raw`\n`, lines, work);
}

async function add(file: string, end: string, groups: readonly (readonly string[])[], work: Workplace): Promise<void> {
  for (const words of chunks(groups)) await runScript(addScript, [file, end, ...words], work);
}

/** Groups are not split. */
function* chunks(groups: readonly (readonly string[])[]): Generator<readonly string[]> {
  let chunk: string[] = [];
  let length = 0;
  for (const group of groups) {
    const more = group.reduce((sum, word) => sum + word.length + 1, 0);
    if (chunk.length > 0 && length + more > longestWords) {
      yield chunk;
      [chunk, length] = [[], 0];
    }
    chunk.push(...group);
    length += more;
  }
  if (chunk.length > 0) yield chunk;
}
