import { Failure, isFailure } from '../../errors.ts';
import type { RunProgress } from '../../local-files/local-files.ts';
import { keptLine, readKeptLine, type AnswerStore, type KeptAnswer } from '../../repository/kept-answers.ts';
import { shellCommand, shellWord, ShellWords } from '../../shell-command.ts';
import { durationText } from '../../text/age.ts';
import { countText } from '../../text/size.ts';
import { version } from '../../version.ts';
import type { Io } from '../../cli/io.ts';
import type { SelectedApps } from '../../cli/selection.ts';
import type { VerifyOptions } from './operation/verify.ts';

const hourMs = 60 * 60_000;
/** How old an answer of the interrupted run may be. */
const maxAgeMs = { listing: 0, snapshots: hourMs, metadata: 12 * hourMs, data: 12 * hourMs };

/** A run whose answers are kept until it has ended. */
export interface ResumableRun {
  readonly store: AnswerStore;
  /** Makes the run; if it is interrupted, the failure says how to continue it. */
  readonly work: <T>(run: () => Promise<T>) => Promise<T>;
}

/** Keeps the answers of a run of `verify`; with --resume those of the interrupted one are used. */
export async function resumableRun(
  io: Io,
  { server }: { readonly server: string },
  chosen: SelectedApps,
  { verify: { depth }, isResumed }: { readonly verify: VerifyOptions; readonly isResumed: boolean },
): Promise<ResumableRun> {
  const progress = await io.runProgress(['verify', version, server, JSON.stringify([chosen, depth])]);
  const ageMs = maxAgeMs[depth.kind];
  const earlier = isResumed ? await earlierAnswers(progress) : new Map<string, KeptAnswer>();
  if (!isResumed) await progress.remove();
  else if (earlier.size === 0) io.stderr.write(`► ${nothingKept(ageMs)}\n`);
  let kept = earlier.size;
  const store: AnswerStore = {
    earlier,
    maxAgeMs: ageMs,
    keep: async (answers) => {
      if (answers.length > 0 && (await progress.append(answers.map(keptLine)))) kept += answers.length;
    },
  };
  const work: ResumableRun['work'] = async (run) => {
    try {
      const result = await run();
      await progress.remove();
      return result;
    } catch (error) {
      throw kept === 0 || !isFailure(error) ? error : resumable(error, { kept, ageMs, words: io.words ?? [] });
    }
  };
  return { store, work };
}

async function earlierAnswers(progress: RunProgress): Promise<ReadonlyMap<string, KeptAnswer>> {
  const earlier = new Map<string, KeptAnswer>();
  for await (const line of progress.read()) {
    const answer = readKeptLine(line);
    if (answer !== undefined) earlier.set(answer.source, answer);
  }
  return earlier;
}

function nothingKept(ageMs: number): string {
  return `no interrupted run of this command in the last ${durationText(ageMs)}: every repository is read`;
}

interface Kept {
  readonly kept: number;
  readonly ageMs: number;
  readonly words: readonly string[];
}

function resumable(error: Failure, { kept, ageMs, words }: Kept): Failure {
  const { kind, message, details, missingRight, cause } = error;
  const read = `What was read of ${countText(kept, 'app')} is kept for ${durationText(ageMs)}.`;
  // The command comes first, so that the hint gets the connection flags.
  const verb = words.indexOf('verify');
  const others = words.filter((word, index) => index !== verb && word !== '--resume').map(shellWord);
  const hint = shellCommand`volsyncctl verify ${new ShellWords([...others, '--resume'].join(' '))}`;
  const hints = [hint, ...(error.hint === undefined ? [] : error.hint.split('\n'))];
  return new Failure(kind, `${message} ${read}`, { hint: hints, details, missingRight, cause });
}
