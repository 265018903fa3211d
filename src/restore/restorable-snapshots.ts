import { Failure } from '../errors.ts';
import { checkFindings } from '../repository/check-repositories.ts';
import { checkResources, checkSteps } from '../repository/depth.ts';
import { hasPacksBesideIndex } from '../repository/judge-index.ts';
import {
  listRepositorySnapshots,
  type LookOptions,
  type RepositoryPorts,
  type SeenRepository,
} from '../repository/list-snapshots.ts';
import { reportingSource } from '../repository/sharing-sources.ts';
import { allSources } from '../repository/all-sources.ts';
import { shellCommand } from '../shell-command.ts';
import type { Reason } from '../volsync/reasons.ts';
import { isBareRepository } from '../volsync/repository-source.ts';
import type { ReplicationSource } from '../volsync/types.ts';
import { unseenOutcome } from '../volsync/unseen-outcome.ts';
import type { Judgement } from '../volsync/verdict.ts';
import type { HeldSnapshots } from './snapshot-selector.ts';

/** How to read the repository. `isChecked`: the packs that its index names are compared with those that exist. */
export type HeldOptions = LookOptions & { readonly isChecked?: boolean };

/** The content of a source's repository, or why no snapshot can be restored from it. */
export type HeldRepository = { readonly source: ReplicationSource } & (
  | { readonly held: HeldSnapshots }
  /** It gave no answer. */
  | { readonly hidden: Judgement }
  /** Repository data that every snapshot needs but that is missing, one sentence each. */
  | { readonly missing: readonly string[] }
);

/** Reads the repositories of sources, in their order, with as few helper pods as possible. */
export async function restorableRepositories(
  sources: readonly ReplicationSource[],
  { isChecked = false, ...options }: HeldOptions,
  ports: RepositoryPorts,
): Promise<readonly HeldRepository[]> {
  const check = isChecked ? packsLook(options) : {};
  const all = await listRepositorySnapshots(sources, { ...options, ...check }, ports);
  const findings = isChecked ? await checkFindings(all, { ...options, isOfAny: true }, ports) : undefined;
  const namespaces = [...new Set(sources.map(({ metadata }) => metadata.namespace ?? ''))];
  const around = all.some(isSeen) ? await othersAround(namespaces, ports) : [];
  return all.map((seen): HeldRepository => {
    const { source } = seen;
    if (seen.kind === 'hidden') return { source, hidden: seen.judgement };
    if (seen.missing.length > 0) return { source, missing: seen.missing };
    return { source, held: heldOf(seen, around, findings?.get(seen)) };
  });
}

/** The same for one source; a repository that gives no answer is a Failure. */
export async function restorableSnapshots(
  source: ReplicationSource,
  options: HeldOptions,
  ports: RepositoryPorts,
): Promise<HeldSnapshots> {
  const [found] = await restorableRepositories([source], options, ports);
  if (found === undefined) throw new Error('a repository was not asked');
  return requireHeld(found);
}

/** The snapshots of a repository that was read; one that gives no answer is a Failure. */
export function requireHeld(found: HeldRepository): HeldSnapshots {
  if ('held' in found) return found.held;
  const { source } = found;
  if ('hidden' in found) throw notSeen(source, found.hidden);
  const { name, namespace = '' } = source.metadata;
  const message = `The repository of ${namespace}/${name} is damaged: ${found.missing.join(' and ')}, so no snapshot can be restored.`;
  throw new Failure('unprotected', message, { hint: hintOf(source) });
}

function isSeen({ kind }: SeenRepository): boolean {
  return kind === 'seen';
}

function heldOf(
  seen: SeenRepository & { readonly kind: 'seen' },
  around: readonly ReplicationSource[],
  finding: HeldSnapshots['finding'],
): HeldSnapshots {
  const { source, snapshots, passedOver, address } = seen;
  const { name, namespace = '' } = source.metadata;
  return {
    app: { namespace, name },
    hint: hintOf(source),
    source: reportingSource(seen, around),
    around,
    snapshots,
    passedOver,
    address,
    finding,
    doubtful: hasPacksBesideIndex(seen) ? seen : undefined,
  };
}

function hintOf(source: ReplicationSource): string | undefined {
  const { name, namespace = '' } = source.metadata;
  return isBareRepository(source) ? undefined : shellCommand`volsyncctl snapshots ${name} -n ${namespace}`;
}

function notSeen(source: ReplicationSource, judgement: Judgement): Failure {
  const { message, details, hint } = judgement;
  const { name, namespace = '' } = source.metadata;
  const kind = isRefusal(judgement) ? 'refused' : unseenOutcome(judgement);
  const isOfSource = isBareRepository(source) && /^(?:volsyncctl|kubectl annotate) /.test(hint ?? '');
  return new Failure(kind, `The snapshots of ${namespace}/${name} cannot be seen: ${message}.`, {
    details,
    hint: isOfSource ? undefined : hint,
  });
}

function packsLook({ resources }: LookOptions): Pick<LookOptions, 'moreSteps' | 'resources'> {
  const depth = { kind: 'snapshots' } as const;
  return { moreSteps: checkSteps(depth), resources: resources ?? checkResources(depth) };
}

async function othersAround(
  namespaces: readonly string[],
  ports: RepositoryPorts,
): Promise<readonly ReplicationSource[]> {
  const around = await allSources(namespaces, ports);
  if ('value' in around) return around.value;
  ports.report({ type: 'step', words: `which other apps use the repository is not known: ${around.why}` });
  return [];
}

/** Whether this permanently prevents a restore: the mover would encounter the same. */
export function isRefusal({ reason }: Pick<Judgement, 'reason'>): boolean {
  return refusals.includes(reason);
}

const refusals: readonly (Reason | undefined)[] = ['unsupported-mover', 'admission-refused', 'quota-exceeded'];
