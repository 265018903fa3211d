import { createHash } from 'node:crypto';
import type { ResticStep } from '../restic/repository-script.ts';
import type { StepLog } from '../restic/step-log.ts';
import type { MoverEnvironment } from '../volsync/mover-environment.ts';
import type { Answer } from './container-answer.ts';

/** The answer of one repository as an interrupted run has kept it. */
export interface KeptAnswer {
  /** UID and resourceVersion of the source: any change of it, as by a sync, may have changed the repository. */
  readonly source: string;
  /** A digest of what was run, and of how the repository was reached. */
  readonly question: string;
  /** When the answer arrived, in milliseconds since 1970. */
  readonly keptAt: number;
  readonly node?: string | undefined;
  readonly log: StepLog;
}

/** Keeps the answers of repositories, so that another run can continue this one. */
export interface AnswerStore {
  /** The answers of the interrupted run, by source. */
  readonly earlier: ReadonlyMap<string, KeptAnswer>;
  /** Older answers are not used. */
  readonly maxAgeMs: number;
  keep(answers: readonly KeptAnswer[]): Promise<void>;
}

/** The question that a repository was asked. */
export interface RepositoryQuestion {
  readonly environment: MoverEnvironment;
  /** What restic is asked there; `asksServer` as in the question. */
  readonly steps: readonly ResticStep[];
  readonly asksServer: boolean | undefined;
}

/** The answers that can be kept: those without any failure. Everything else is asked again. */
export function keptAnswers(
  answers: readonly (RepositoryQuestion & { readonly answer: Answer })[],
  now: Date,
): readonly KeptAnswer[] {
  return answers.flatMap(({ answer, ...asked }) => {
    const source = sourceOf(asked.environment);
    if (source === undefined || !('log' in answer) || !isSuccessful(answer.log)) return [];
    return [{ source, question: digestOf(asked), keptAt: now.getTime(), node: answer.node, log: answer.log }];
  });
}

/** The kept answer to the same question, if nothing shows that the repository may have changed since. */
export function recalledAnswer(
  asked: RepositoryQuestion,
  store: AnswerStore | undefined,
  now: Date,
): Answer | undefined {
  const kept = store?.earlier.get(sourceOf(asked.environment) ?? '');
  if (kept?.question !== digestOf(asked)) return undefined;
  const ageMs = now.getTime() - kept.keptAt;
  const isFresh = store !== undefined && ageMs >= 0 && ageMs <= store.maxAgeMs;
  return isFresh ? { log: kept.log, node: kept.node, isEarlier: true } : undefined;
}

function sourceOf({ source: { metadata } }: MoverEnvironment): string | undefined {
  const { uid, resourceVersion } = metadata;
  return uid === undefined || resourceVersion === undefined ? undefined : `${uid}@${resourceVersion}`;
}

function digestOf({ environment, ...question }: RepositoryQuestion): string {
  const reached = { ...environment, source: undefined };
  return createHash('sha256')
    .update(JSON.stringify([reached, question]))
    .digest('hex');
}

function isSuccessful({ isWhole, steps }: StepLog): boolean {
  return isWhole && steps.length > 0 && steps.every(({ exitCode }) => exitCode === 0);
}

/** One line of text for an answer. */
export function keptLine(answer: KeptAnswer): string {
  return JSON.stringify(answer);
}

/** Parses such a line; undefined for one that was cut when the run was killed. */
export function readKeptLine(line: string): KeptAnswer | undefined {
  try {
    const { log, ...kept } = JSON.parse(line) as KeptAnswer;
    const time = log.time === undefined ? undefined : new Date(log.time);
    return { ...kept, log: { ...log, time } };
  } catch {
    return undefined;
  }
}
