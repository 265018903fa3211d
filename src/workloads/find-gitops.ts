import { isFailure } from '../errors.ts';
import type { ClusterContext } from '../kubernetes/context.ts';
import type { KubeObject } from '../kubernetes/objects.ts';
import { resources } from '../volsync/resources.ts';
import type { Kinded } from '../volsync/claim-workloads.ts';
import {
  applicationOf,
  argoOwner,
  healsItself,
  reconcileAnnotation,
  resourceSetOwner,
  type ArgoApplication,
} from '../volsync/gitops-owners.ts';
import { shellCommand } from '../shell-command.ts';

export type GitOpsPorts = ClusterContext<'find' | 'list'>;

/** What would undo a restore's changes and is not held by it: `name` applies `what`; `why` it cannot be left alone. */
interface Reverter {
  readonly name: string;
  readonly what: string;
  readonly why: string;
  readonly mend: string;
}

/**
 * Finds what applies these objects and would scale the app up again during a restore: Applications of Argo CD that heal
 * themselves, and ResourceSets of Flux Operator; in words, each with the command that switches it off. One that may not be
 * read counts as one that would.
 */
export async function findReverters(objects: readonly Kinded[], ports: GitOpsPorts): Promise<readonly string[]> {
  const applications = once(() => listApplications(ports));
  const found: Reverter[] = [];
  for (const each of objects) {
    const one = [await argoReverter(each, applications), await resourceSetReverter(each, ports)];
    found.push(...one.filter((reverter) => reverter !== undefined));
  }
  return [...Map.groupBy(found, ({ name }) => name)].map(([name, all]) => {
    const { why = '', mend = '' } = all[0] ?? {};
    return `${name} applies ${all.map(({ what }) => what).join(', ')} and ${why}: ${mend}`;
  });
}

type Applications = readonly ArgoApplication[] | 'forbidden' | 'none';

async function argoReverter(
  { kind, object }: Kinded,
  applications: () => Promise<Applications>,
): Promise<Reverter | undefined> {
  const owner = argoOwner(object);
  if (owner === undefined) return undefined;
  const all = await applications();
  const application = typeof all === 'string' ? undefined : applicationOf(owner, object, all);
  if (application === undefined) {
    if (!owner.isSure) return undefined;
    return {
      name: `Argo CD (Application ${owner.name})`,
      what: `${kind} ${object.metadata.name}`,
      why:
        all === 'forbidden' ? unreadable : 'is not in this cluster, so whether it would undo the restore is not known',
      mend: `switch self-heal off there: argocd app set ${owner.name} --self-heal=false`,
    };
  }
  if (!healsItself(application)) return undefined;
  const { name, namespace = '' } = application.metadata;
  return {
    name: `Argo CD (Application ${namespace}/${name})`,
    what: `${kind} ${object.metadata.name}`,
    why: "would undo the restore's changes (self-heal)",
    mend: shellCommand`switch that off until the restore is done: kubectl patch application ${name} -n ${namespace} --type merge -p '{"spec":{"syncPolicy":{"automated":{"selfHeal":false}}}}'`,
  };
}

const unreadable = 'may not be read, so whether it would undo the restore is not known';

async function listApplications({ cluster, signal }: GitOpsPorts): Promise<Applications> {
  try {
    return await cluster.list(resources.applications, {}, signal);
  } catch (error) {
    if (isFailure(error, 'not-found')) return 'none';
    if (isFailure(error, 'forbidden')) return 'forbidden';
    throw error;
  }
}

async function resourceSetReverter({ kind, object }: Kinded, ports: GitOpsPorts): Promise<Reverter | undefined> {
  const owner = resourceSetOwner(object);
  if (owner === undefined) return undefined;
  const { namespace, name } = owner;
  const found = await resourceSet(owner, ports);
  if (typeof found === 'object' && found.metadata.annotations?.[reconcileAnnotation] === 'disabled') return undefined;
  return {
    name: `ResourceSet ${namespace}/${name}`,
    what: `${kind} ${object.metadata.name}`,
    why: found === 'forbidden' ? unreadable : "would undo the restore's changes",
    mend: shellCommand`switch it off until the restore is done: kubectl annotate resourceset ${name} -n ${namespace} ${reconcileAnnotation}=disabled --overwrite`,
  };
}

async function resourceSet(
  key: { readonly namespace: string; readonly name: string },
  { cluster, signal }: GitOpsPorts,
): Promise<KubeObject | 'forbidden' | 'none'> {
  try {
    return (await cluster.find(resources.resourceSets, key, signal)) ?? 'none';
  } catch (error) {
    if (isFailure(error, 'not-found')) return 'none';
    if (isFailure(error, 'forbidden')) return 'forbidden';
    throw error;
  }
}

function once<T>(ask: () => Promise<T>): () => Promise<T> {
  let answer: Promise<T> | undefined;
  return () => (answer ??= ask());
}
