import { isFailure, type Access } from '../errors.ts';
import type { ClusterContext } from '../kubernetes/context.ts';
import type { KubeObject } from '../kubernetes/objects.ts';
import { resources } from '../volsync/resources.ts';
import type { Kinded } from '../volsync/claim-workloads.ts';
import type { SuspendedObject } from '../volsync/restore-journal.ts';
import { suspendedObject } from '../volsync/suspendable-kinds.ts';
import {
  applicationsOf,
  argoOwner,
  healsItself,
  isInInventory,
  resourceSetOwner,
  type ArgoApplication,
  type ResourceSet,
} from '../volsync/gitops-owners.ts';
import { shellCommand } from '../shell-command.ts';

export type GitOpsPorts = ClusterContext<'find' | 'list'>;

/** For what an app is stopped, as named in messages: its restore or its backup. */
export type StoppedFor = 'restore' | 'backup';

/** What applies the objects of an app and would revert the changes of a restore or backup. */
export interface FoundGitOps {
  /** What can be suspended. */
  readonly holds: readonly SuspendedObject[];
  /** The same objects as in the cluster. */
  readonly objects: readonly { readonly kind: 'Application' | 'ResourceSet'; readonly object: KubeObject }[];
  /** What cannot be suspended from here, one sentence each, with a remedy. */
  readonly reverters: readonly string[];
  /** Rights that are needed to know what would interfere. */
  readonly missingRights: readonly Access[];
}

/** A tool that applies objects: it can be suspended, or the reason why not. */
interface Reverter {
  readonly name: string;
  readonly what: string;
  readonly hold?: { readonly kind: 'Application' | 'ResourceSet'; readonly object: ArgoApplication | ResourceSet };
  readonly problem?: string;
  readonly missingRight?: Access;
}

/**
 * Finds what applies these objects and would scale a stopped app up: self-healing Applications of Argo CD,
 * and ResourceSets of Flux Operator. The Applications are those of `listApplications`.
 */
export async function findGitOps(
  objects: readonly Kinded[],
  { applications, stoppedFor }: ArgoFacts,
  ports: GitOpsPorts,
): Promise<FoundGitOps> {
  const found: readonly Reverter[] = [
    ...objects.flatMap((each) => argoReverters(each, { applications, stoppedFor })),
    ...(await resourceSetReverters(objects, ports)),
  ];
  const byName = [...Map.groupBy(found, ({ name }) => name)].map(([name, [first, ...others]]) => ({
    ...first,
    name,
    whats: [first, ...others].flatMap((each) => each?.what ?? []).join(', '),
  }));
  return {
    holds: byName.flatMap(({ hold, whats }) =>
      hold === undefined ? [] : [suspendedObject(hold.kind, hold.object, `applies ${whats}`)],
    ),
    objects: byName.flatMap(({ hold }) => hold ?? []),
    reverters: byName.flatMap(({ name, whats, problem }) =>
      problem === undefined ? [] : [`${name} applies ${whats} and ${problem}`],
    ),
    missingRights: byName.flatMap(({ missingRight }) => missingRight ?? []),
  };
}

/** `why` they could not be listed. */
type Applications = readonly ArgoApplication[] | { readonly why: string };

interface ArgoFacts {
  readonly applications: Applications;
  readonly stoppedFor: StoppedFor;
}

/** All Applications of the cluster; none if Argo CD is not installed. */
export async function listApplications({ cluster, signal }: GitOpsPorts): Promise<Applications> {
  try {
    return await cluster.list(resources.applications, {}, signal);
  } catch (error) {
    if (isFailure(error, 'not-found')) return [];
    if (isFailure(error, 'forbidden', 'unknown')) return { why: error.message.replace(/\.$/, '') };
    throw error;
  }
}

function argoReverters({ kind, object }: Kinded, facts: ArgoFacts): readonly Reverter[] {
  const { applications, stoppedFor } = facts;
  const what = `${kind} ${object.metadata.name}`;
  const owner = argoOwner(object);
  const all = 'why' in applications ? [] : applications;
  const own = applicationsOf({ kind, object }, all);
  if (own.length > 0 || owner?.isSure !== true || all.some(({ metadata }) => metadata.name === owner.name)) {
    return own.filter(healsItself).map((application) => applicationReverter(application, what, facts));
  }
  const problem =
    'why' in applications
      ? `whether it would undo the ${stoppedFor} is not known (${applications.why})`
      : `is not in this cluster, so whether it would undo the ${stoppedFor} is not known`;
  const mend = shellCommand`argocd app set ${owner.name} --self-heal=false`;
  return [
    { name: `Argo CD (Application ${owner.name})`, what, problem: `${problem}: switch self-heal off there: ${mend}` },
  ];
}

/** Whatever applies the Application itself would revert its suspension. */
function applicationReverter(application: ArgoApplication, what: string, facts: ArgoFacts): Reverter {
  const { name, namespace = '', ownerReferences = [] } = application.metadata;
  const reverter = { name: `Argo CD (Application ${namespace}/${name})`, what };
  const set = ownerReferences.find(({ kind }) => kind === 'ApplicationSet');
  if (set !== undefined) {
    const patch = '{"spec":{"template":{"spec":{"syncPolicy":{"automated":{"selfHeal":false}}}}}}';
    const mend = shellCommand`kubectl patch applicationset ${set.name} -n ${namespace} --type merge -p ${patch}`;
    const problem = `heals itself, as its ApplicationSet ${set.name} says: switch self-heal off there until the ${facts.stoppedFor} is done: ${mend}`;
    return { ...reverter, problem };
  }
  const [parent] = argoReverters({ kind: 'Application', object: application }, facts);
  if (parent === undefined) return { ...reverter, hold: { kind: 'Application', object: application } };
  const patch = '{"spec":{"syncPolicy":{"automated":{"selfHeal":false}}}}';
  const problem =
    parent.problem ??
    `switch self-heal off there until the ${facts.stoppedFor} is done: ${patchCommand(parent.hold?.object.metadata, patch)}`;
  return { ...reverter, problem: `heals itself; ${parent.name} applies it, and would undo its suspension: ${problem}` };
}

function patchCommand(metadata: ArgoApplication['metadata'] | undefined, patch: string): string {
  const { name = '', namespace = '' } = metadata ?? {};
  return shellCommand`kubectl patch application ${name} -n ${namespace} --type merge -p ${patch}`;
}

/** Each ResourceSet is read once, however many of the objects it applies. */
async function resourceSetReverters(objects: readonly Kinded[], ports: GitOpsPorts): Promise<readonly Reverter[]> {
  const named = objects.flatMap((each) => {
    const owner = resourceSetOwner(each.object);
    return owner === undefined ? [] : [{ owner, each, name: `${owner.namespace}/${owner.name}` }];
  });
  const sets = [...Map.groupBy(named, ({ name }) => name)].map(async ([name, applied]) => {
    const [first] = applied;
    const found = first && (await resourceSet(first.owner, ports));
    return found === undefined ? [] : applied.flatMap(({ each }) => resourceSetReverter(each, name, found) ?? []);
  });
  return (await Promise.all(sets)).flat();
}

function resourceSetReverter(
  each: Kinded,
  setName: string,
  found: Awaited<ReturnType<typeof resourceSet>>,
): Reverter | undefined {
  const { kind, object } = each;
  const reverter = { name: `ResourceSet ${setName}`, what: `${kind} ${object.metadata.name}` };
  if ('missingRight' in found) return { ...reverter, missingRight: found.missingRight };
  if (found.set === undefined) {
    const prefix = 'resourceset.fluxcd.controlplane.io';
    const mend = shellCommand`kubectl label ${kind.toLowerCase()} ${object.metadata.name} -n ${object.metadata.namespace ?? ''} ${prefix}/name- ${prefix}/namespace-`;
    const problem = `is not in this cluster: if none applies it any more, remove its labels: ${mend}`;
    return { ...reverter, problem };
  }
  if (!isInInventory(found.set, each)) return undefined;
  return { ...reverter, hold: { kind: 'ResourceSet', object: found.set } };
}

async function resourceSet(
  key: { readonly namespace: string; readonly name: string },
  { cluster, signal }: GitOpsPorts,
): Promise<{ readonly set: ResourceSet | undefined } | { readonly missingRight: Access }> {
  const { group, plural } = resources.resourceSets;
  try {
    return { set: await cluster.find(resources.resourceSets, key, signal) };
  } catch (error) {
    if (isFailure(error, 'not-found')) return { set: undefined };
    if (!isFailure(error, 'forbidden')) throw error;
    return { missingRight: error.missingRight ?? { verb: 'get', group, resource: plural, ...key } };
  }
}
