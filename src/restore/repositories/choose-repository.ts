import { Failure, isFailure, type FailureKind } from '../../errors.ts';
import type { LookOptions, RepositoryPorts } from '../../repository/list-snapshots.ts';
import type { Snapshot } from '../../restic/snapshots.ts';
import { isForeign, snapshotOrigins } from '../../volsync/snapshot-origin.ts';
import { isBareRepository } from '../../volsync/repository-source.ts';
import { choiceAmong, indexed, selectorOf, type ChosenSnapshot, type SnapshotChoice } from '../chosen-snapshot.ts';
import { restorableSnapshots } from '../restorable-snapshots.ts';
import { ofForeign } from '../snapshot-owner.ts';
import type { HeldSnapshots, SnapshotSelector } from '../snapshot-selector.ts';
import type { CandidateRepository } from './candidate-repository.ts';

/** What is requested of the repositories. */
export interface RepositoryRequest {
  /** Undefined: `choose` asks. */
  readonly selector: SnapshotSelector | undefined;
  readonly look: LookOptions;
  /** A prompt confirms what is in doubt. */
  readonly isAsked: boolean;
  /** Refuses to choose while a repository that was named has not answered. */
  readonly isStrict: boolean;
  choose: SnapshotChoice;
}

/** The repository with the newest snapshot that may be restored, and what the others have. */
export interface ChosenRepository {
  readonly candidate: CandidateRepository;
  readonly chosen: ChosenSnapshot;
  readonly others: readonly OtherRepository[];
}

/** What a repository that was not chosen has. */
export type OtherRepository = { readonly candidate: CandidateRepository } & (
  | { readonly kind: 'seen'; readonly snapshot: Snapshot; readonly dataTime: Date }
  /** `none`: proven to have no such snapshot; `refused`: it has one that is not restored without being named. */
  | { readonly kind: 'none' | 'refused' | 'unknown'; readonly failure: Failure }
);

/**
 * Reads all repositories, each in a pod of its own, so that one that does not answer delays no other, and chooses the
 * newest data that is proven to be the app's.
 */
export async function chooseRepository(
  candidates: readonly CandidateRepository[],
  request: RepositoryRequest,
  ports: RepositoryPorts,
): Promise<ChosenRepository> {
  refuseForeignOwners(candidates, request);
  const answers = await Promise.all(candidates.map((candidate) => answerOf(candidate, request, ports)));
  const own = ownSnapshots(answers);
  const readable = answers.map((answer) => ('held' in answer ? { ...answer, held: judged(answer, own) } : answer));
  const selector = request.selector ?? (await selectorOf(choosable(readable), (all) => request.choose(all)));
  const found = readable.map((answer) => foundIn(answer, selector, request.isAsked));
  return newest(found, { ...request, selector }, ports);
}

type Answer = { readonly candidate: CandidateRepository } & (
  { readonly held: HeldSnapshots } | { readonly failure: Failure }
);
type Found = { readonly candidate: CandidateRepository } & (
  { readonly held: HeldSnapshots; readonly chosen: ChosenSnapshot } | { readonly failure: Failure }
);

async function answerOf(
  candidate: CandidateRepository,
  { look }: RepositoryRequest,
  ports: RepositoryPorts,
): Promise<Answer> {
  try {
    return { candidate, held: await restorableSnapshots(candidate.source, { ...look, isChecked: true }, ports) };
  } catch (error) {
    return { candidate, failure: ofRepository(error) };
  }
}

/** A failure of one repository; everything else, such as a missing right, is that of the whole command. */
function ofRepository(error: unknown): Failure {
  if (!isFailure(error) || ['interrupted', 'forbidden', 'unreachable'].includes(error.kind)) throw error;
  return error;
}

/** The app's own snapshots in its own repository: what has the same files elsewhere is a copy of them. */
function ownSnapshots(answers: readonly Answer[]): readonly Snapshot[] {
  const own = answers.find(({ candidate }) => candidate.isOwn);
  if (own === undefined || !('held' in own)) return [];
  const originOf = snapshotOrigins(own.held);
  return own.held.snapshots.filter((snapshot) => !isForeign(originOf(snapshot)));
}

/** A second repository is judged by what the app itself has backed up. */
function judged(
  { candidate, held }: Extract<Answer, { held: HeldSnapshots }>,
  elsewhere: readonly Snapshot[],
): HeldSnapshots {
  if (candidate.isOwn) return held;
  const source = candidate.whose === 'nobody' ? candidate.judge : held.source;
  return { ...held, source, elsewhere };
}

function choosable(answers: readonly Answer[]): readonly Snapshot[] {
  return answers
    .flatMap((answer) => ('held' in answer && !answer.candidate.isOnlyCompared ? answer.held.snapshots : []))
    .toSorted((a, b) => b.time.getTime() - a.time.getTime());
}

/** A repository that is only compared is asked for the same moment. */
function foundIn(answer: Answer, selector: SnapshotSelector, isAsked: boolean): Found {
  if ('failure' in answer) return answer;
  const { candidate, held } = answer;
  const asked = candidate.isOnlyCompared && selector.kind !== 'as-of' ? ({ kind: 'latest' } as const) : selector;
  try {
    const chosen = choiceAmong(held, asked, isAsked);
    return { candidate, held, chosen: withOwnership(candidate, held, chosen, { selector, isAsked }) };
  } catch (error) {
    return { candidate, failure: ofRepository(error) };
  }
}

/** What is known of whose a repository is; named by its id, a snapshot is only a warning. */
function withOwnership(
  { whose, judge, secret }: CandidateRepository,
  held: HeldSnapshots,
  chosen: ChosenSnapshot,
  { selector, isAsked }: { readonly selector: SnapshotSelector; readonly isAsked: boolean },
): ChosenSnapshot {
  const text = doubtOf({ whose, judge, secret });
  if (text === undefined) return chosen;
  if (selector.kind !== 'snapshot' && !isAsked) throw ofForeign(held, text);
  const { warnings = [] } = chosen.ownership ?? {};
  return { ...chosen, ownership: { isForeign: true, warnings: [text, ...warnings] } };
}

function doubtOf({
  whose,
  judge,
  secret,
}: Pick<CandidateRepository, 'whose' | 'judge' | 'secret'>): string | undefined {
  const name = `Secret ${secret.namespace}/${secret.name}`;
  if (typeof whose === 'object') return `the repository of ${name} is that of ${whose.others.join(', ')}`;
  if (whose === 'app' || !isBareRepository(judge)) return undefined;
  return `no ReplicationSource in namespace ${secret.namespace} uses ${name}: whose snapshots these are is not known`;
}

/** Another app's repository is only read for a snapshot that is named. */
function refuseForeignOwners(
  candidates: readonly CandidateRepository[],
  { selector, isAsked }: RepositoryRequest,
): void {
  if (selector?.kind === 'snapshot' || (selector === undefined && isAsked)) return;
  const other = candidates.find(({ whose, isOnlyCompared }) => typeof whose === 'object' && !isOnlyCompared);
  const text = other && doubtOf(other);
  if (text === undefined) return;
  throw new Failure('refused', `${text.charAt(0).toUpperCase()}${text.slice(1)}, not that of the app.`, {
    hint: 'if its data is wanted all the same, choose a snapshot: --snapshot ID',
  });
}

async function newest(
  found: readonly Found[],
  request: RepositoryRequest & { readonly selector: SnapshotSelector },
  ports: RepositoryPorts,
): Promise<ChosenRepository> {
  const best = bestOf(found);
  if (best === undefined) throw nothingFound(found);
  refuseIncomplete(found, best, request);
  try {
    const chosen = await indexed(best.chosen, best.held, request.look, ports);
    const others = found.filter((one) => one !== best).map(otherOf);
    return { candidate: best.candidate, chosen, others };
  } catch (error) {
    // It lacks some of its data: the next one may not.
    const failure = ofRepository(error);
    const rest = found.map((one) => (one === best ? { candidate: one.candidate, failure } : one));
    return newest(rest, request, ports);
  }
}

type Usable = Extract<Found, { chosen: ChosenSnapshot }>;

/** The newest data; of the same data, that of the repository that was named first. */
function bestOf(found: readonly Found[]): Usable | undefined {
  const usable = found.filter((one): one is Usable => 'chosen' in one && !one.candidate.isOnlyCompared);
  return usable.toSorted((a, b) => b.chosen.dataTime.getTime() - a.chosen.dataTime.getTime())[0];
}

function otherOf(found: Found): OtherRepository {
  const { candidate } = found;
  if ('chosen' in found) {
    const { snapshot, dataTime } = found.chosen;
    return { candidate, kind: 'seen', snapshot, dataTime };
  }
  const { failure } = found;
  return { candidate, failure, kind: kindOf(failure) };
}

function kindOf({ kind }: Failure): 'none' | 'refused' | 'unknown' {
  if (kind === 'unprotected') return 'none';
  return kind === 'refused' ? 'refused' : 'unknown';
}

/** A snapshot that is named by its id is the one that is meant, wherever else it may be. */
function refuseIncomplete(
  found: readonly Found[],
  best: Usable,
  { selector, isStrict }: RepositoryRequest & { readonly selector: SnapshotSelector },
): void {
  if (!isStrict || selector.kind === 'snapshot') return;
  const silent = found.filter(isSilent);
  if (silent.length === 0) return;
  const message = `Which repository has the newest snapshot is not known: ${silent.length} of those named gave no answer; nothing was changed.`;
  throw new Failure('unknown', message, {
    details: silent.flatMap(linesOf),
    hint: `to restore from the one that answered: --from ${best.candidate.secret.name}`,
  });
}

function isSilent(found: Found): found is Extract<Found, { failure: Failure }> {
  return 'failure' in found && !found.candidate.isOnlyCompared && kindOf(found.failure) === 'unknown';
}

/** One repository alone fails as it would without others. */
function nothingFound(found: readonly Found[]): Failure {
  const named = found.filter(({ candidate }) => !candidate.isOnlyCompared);
  const failures = named.flatMap((one) => ('failure' in one ? [one] : []));
  const [only, ...others] = failures;
  if (only !== undefined && others.length === 0) {
    const { kind, message, details, hint } = only.failure;
    return new Failure(kind, message, {
      details: [`The repository is that of Secret ${nameOf(only.candidate)}.`, ...details],
      hint: hint?.split('\n'),
    });
  }
  const message = `No snapshot to restore was found in ${failures.length} repositories; nothing was changed.`;
  return new Failure(kindOfAll(failures.map(({ failure }) => kindOf(failure))), message, {
    details: failures.flatMap(linesOf),
  });
}

/** That there is none is proven only if every repository has answered. */
function kindOfAll(kinds: readonly ReturnType<typeof kindOf>[]): FailureKind {
  if (kinds.includes('unknown')) return 'unknown';
  return kinds.includes('refused') ? 'refused' : 'unprotected';
}

function linesOf({ candidate, failure }: Extract<Found, { failure: Failure }>): readonly string[] {
  return [`Secret ${nameOf(candidate)}: ${failure.message}`];
}

function nameOf({ secret }: CandidateRepository): string {
  return `${secret.namespace}/${secret.name}`;
}
