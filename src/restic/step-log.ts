import { readFolder, type RepositoryFolder } from './repository-folder.ts';
import { readParts, type RepositoryParts } from './repository-parts.ts';
import { withoutCredentials } from '../without-credentials.ts';

/**
 * The output of one step of `repositoryCommand`: lines without line ends, empty ones left out. Errors are without
 * credentials.
 */
export interface StepOutput {
  readonly name: string;
  readonly exitCode: number;
  readonly output: readonly string[];
  readonly errors: readonly string[];
}

/** Content of the log of a repository container. */
export interface StepLog {
  /** RESTIC_REPOSITORY without credentials; undefined if the beginning of the log is missing. */
  readonly address: string | undefined;
  /** The pod's clock when the first step began. */
  readonly time: Date | undefined;
  /** The finished steps; the last one may have failed. */
  readonly steps: readonly StepOutput[];
  /** The parts of the repository that exist; undefined if that was not checked. */
  readonly parts: RepositoryParts | undefined;
  /** The state of the repository's folder; undefined on a server, or if it was not requested. */
  readonly folder: RepositoryFolder | undefined;
  /** The time until the first answer; undefined if it was not measured. */
  readonly answerMs: number | undefined;
  /** Whether the log is complete: the kubelet keeps only a limited size. */
  readonly isWhole: boolean;
}

/** Parses the log of a container that ran `repositoryCommand` with this mark. */
export function readStepLog(lines: readonly string[], mark: string): StepLog {
  const parts = partsOf(lines, mark);
  const found = parts.find(({ words }) => words[0] === 'parts')?.words.slice(1);
  const wordsOf = (name: string) => parts.find(({ words }) => words[0] === name)?.words.slice(1) ?? [];
  const [answer = ''] = wordsOf('answered');
  const begins = parts.filter(({ words }) => words[0] === 'begin');
  return {
    address: parts
      .find(({ words }) => words[0] === 'address')
      ?.words.slice(1)
      .join(' '),
    time: timeOf(parts.find(({ words }) => words[0] === 'clock')?.words[1]),
    steps: begins.flatMap((begin) => stepOf(begin, parts[parts.indexOf(begin) + 1]) ?? []),
    parts: found && readParts(found),
    folder: readFolder(wordsOf('folder')),
    answerMs: /^\d+$/.test(answer) ? Number(answer) : undefined,
    isWhole: parts[0]?.words[0] === 'address' && parts.at(-1)?.words[0] === 'over',
  };
}

/** A marked line and the lines that follow it. */
interface Part {
  readonly words: readonly string[];
  readonly lines: readonly string[];
}

function partsOf(lines: readonly string[], mark: string): readonly Part[] {
  const parts: { words: string[]; lines: string[] }[] = [];
  for (const line of lines) {
    if (line.startsWith(`${mark} `)) parts.push({ words: line.slice(mark.length + 1).split(' '), lines: [] });
    else if (line !== '') parts.at(-1)?.lines.push(line);
  }
  return parts;
}

function stepOf({ words: [, name = ''], lines: output }: Part, end: Part | undefined): StepOutput | undefined {
  const [word, of, code] = end?.words ?? [];
  if (end === undefined || word !== 'end' || of !== name) return undefined;
  // A truncated code must not be taken for 0.
  return /^\d+$/.test(code ?? '')
    ? { name, exitCode: Number(code), output, errors: end.lines.map(withoutCredentials) }
    : undefined;
}

function timeOf(seconds: string | undefined): Date | undefined {
  return seconds === undefined || !/^\d+$/.test(seconds) ? undefined : new Date(Number(seconds) * 1000);
}
