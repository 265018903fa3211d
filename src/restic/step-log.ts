import { readFolder, type RepositoryFolder } from './repository-folder.ts';
import { readParts, type RepositoryParts } from './repository-parts.ts';
import { withoutCredentials } from '../without-credentials.ts';

/** What one step of `repositoryCommand` said; lines without line ends, empty ones left out. Errors are without credentials. */
export interface StepOutput {
  readonly name: string;
  readonly exitCode: number;
  readonly output: readonly string[];
  readonly errors: readonly string[];
}

/** What the log of a look into a repository says. */
export interface StepLog {
  /** RESTIC_REPOSITORY without credentials; undefined where the log does not begin at its beginning. */
  readonly address: string | undefined;
  /** The pod's own clock, when the first step began. */
  readonly time: Date | undefined;
  /** Those that have ended; the last one may have failed. */
  readonly steps: readonly StepOutput[];
  /** What of the repository is there; undefined where that was not looked at. */
  readonly parts: RepositoryParts | undefined;
  /** How the folder of a repository is; undefined on a server, and where that was not asked. */
  readonly folder: RepositoryFolder | undefined;
  /** How long the first answer took; undefined where that was not measured. */
  readonly answerMs: number | undefined;
  /** Whether the log reaches from its beginning to its end: the kubelet keeps only so much of it. */
  readonly isWhole: boolean;
}

/** Reads the log of a container that ran `repositoryCommand` with this mark. */
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

/** A marked line, and what follows it. */
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
  // A code that was cut must not pass for 0.
  return /^\d+$/.test(code ?? '')
    ? { name, exitCode: Number(code), output, errors: end.lines.map(withoutCredentials) }
    : undefined;
}

function timeOf(seconds: string | undefined): Date | undefined {
  return seconds === undefined || !/^\d+$/.test(seconds) ? undefined : new Date(Number(seconds) * 1000);
}
