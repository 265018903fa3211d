import type { ClaimFacts } from './claim-facts.ts';
import type { Deployment, Job, KubeObject, OwnerReference, Pod } from '../kubernetes/objects.ts';
import type { Access } from '../errors.ts';
import type { ScaledObject, StatefulSet } from '../kubernetes/workloads.ts';
import { autoscalersOf } from './autoscalers.ts';
import { isMadeFor, mountsClaim, strangersWithClaim } from './claim-users.ts';
import { destinationRefusals } from './destination-refusals.ts';
import { createdBy } from './orphan.ts';
import type { SuspendedObject, StoppedWorkload } from './restore-journal.ts';
import { shellCommand } from '../shell-command.ts';
import { suspendedObject } from './suspendable-kinds.ts';
import { ownerRefusals, ownerWarnings } from './workload-owners.ts';

/** An object of the namespace, with its kind, which items of a list do not carry. */
export interface Kinded {
  readonly kind: string;
  readonly object: KubeObject;
}

/** The users of a PVC, and which of them can be stopped. */
export interface ClaimWorkloads {
  readonly workloads: readonly StoppedWorkload[];
  /** What would start their pods, or others that mount the PVC: CronJobs, and KEDA's objects. */
  readonly holds: readonly SuspendedObject[];
  /** What cannot be stopped, why, and what to do about it; nothing may be changed while there is any. */
  readonly refusals: readonly string[];
  /** The workloads, their autoscalers and the suspended objects, to check who owns them. */
  readonly objects: readonly Kinded[];
  /** What cannot be judged here, in sentences. */
  readonly warnings: readonly string[];
  /** Rights that are needed to know what would start the workloads again. */
  readonly missingRights: readonly Access[];
}

/** Finds everything that mounts a PVC, including workloads without pods, and judges whether it can be stopped. */
export function claimWorkloads(facts: ClaimFacts): ClaimWorkloads {
  const found = new Found(facts);
  for (const pod of strangersWithClaim(facts.pods, facts.claim)) found.addOwnerOf(pod);
  for (const { kind, object } of templates(facts)) found.addWorkload(kind, object);
  for (const job of facts.jobs) if (isUnfinished(job) && mounts(job, facts)) found.addJob(job);
  const jobMakers = makersOfJobs(facts);
  return {
    workloads: found.workloads,
    holds: [
      ...found.scaledObjects.map(([object, why]) => suspendedObject('ScaledObject', object, why)),
      ...jobMakers.map(({ kind, object }) => suspendedObject(kind, object, `its Jobs mount PVC ${facts.claim}`)),
    ],
    refusals: [...found.refusals, ...destinationRefusals(facts)],
    objects: [...found.objects, ...jobMakers],
    warnings: [
      ...found.warnings,
      ...(facts.scaledObjects !== undefined || found.isHidden || found.workloads.length === 0 ? [] : [unseenKeda]),
    ],
    missingRights: found.isHidden ? [listScaledObjects(facts)] : [],
  };
}

const unseenKeda = 'scaledobjects.keda.sh could not be listed: whether KEDA scales the app is not known';

function listScaledObjects({ namespace }: ClaimFacts): Access {
  return { verb: 'list', group: 'keda.sh', resource: 'scaledobjects', namespace };
}

type WorkloadKind = StoppedWorkload['kind'];

class Found {
  readonly workloads: StoppedWorkload[] = [];
  readonly objects: Kinded[] = [];
  readonly scaledObjects: (readonly [object: ScaledObject, why: string])[] = [];
  readonly warnings: string[] = [];
  /** KEDA scales one of them, but its settings cannot be read. */
  isHidden = false;
  readonly #refusals = new Set<string>();
  readonly #facts: ClaimFacts;

  constructor(facts: ClaimFacts) {
    this.#facts = facts;
  }

  get refusals(): readonly string[] {
    return [...this.#refusals];
  }

  addOwnerOf(pod: Pod): void {
    const { namespace, claim, replicaSets, statefulSets, jobs } = this.#facts;
    const { name } = pod.metadata;
    if (isMadeFor(pod, claim)) {
      this.#refuse(`PVC ${claim} is an ephemeral volume of pod ${name}: it would be deleted with the pod`);
      return;
    }
    const owner = controllerOf(pod);
    const replicaSet = withUid(replicaSets, owner?.uid);
    const statefulSet = withUid(statefulSets, owner?.uid);
    const job = withUid(jobs, owner?.uid);
    if (owner === undefined) {
      this.#refuse(
        `pod ${name} mounts PVC ${claim} and nothing would start it again: delete it and recreate it afterwards: ` +
          shellCommand`kubectl delete pod ${name} -n ${namespace}`,
      );
    } else if (replicaSet !== undefined) this.#addReplicaSet(replicaSet);
    else if (statefulSet !== undefined) this.addWorkload('StatefulSet', statefulSet);
    else if (job !== undefined) this.addJob(job);
    else this.#refuse(unstoppable(name, owner, this.#facts));
  }

  /** Does nothing if the workload is already known. */
  addWorkload(kind: WorkloadKind, object: StatefulSet): void {
    if (this.objects.some((known) => known.object.metadata.uid === object.metadata.uid)) return;
    const { autoscalers, scaledObjects, refusals, isHidden } = autoscalersOf(kind, object.metadata.name, this.#facts);
    this.isHidden ||= isHidden;
    for (const refusal of [...workloadRefusals(kind, object, this.#facts), ...refusals]) this.#refuse(refusal);
    this.warnings.push(...ownerWarnings(kind, object));
    this.objects.push({ kind, object });
    this.objects.push(...autoscalers.map((each) => ({ kind: 'HorizontalPodAutoscaler', object: each })));
    this.objects.push(...scaledObjects.map((each) => ({ kind: 'ScaledObject', object: each })));
    this.scaledObjects.push(...scaledObjects.map((each) => [each, `scales ${kind} ${object.metadata.name}`] as const));
    const replicas = object.spec?.replicas ?? 1;
    this.workloads.push({
      kind,
      name: object.metadata.name,
      uid: object.metadata.uid ?? '',
      replicas,
      wasReady: (object.status?.readyReplicas ?? 0) >= replicas,
      autoscalers: autoscalers.map(({ metadata }) => metadata.name),
    });
  }

  addJob({ metadata }: Job): void {
    const { claim, namespace } = this.#facts;
    this.#refuse(
      `Job ${metadata.name} mounts PVC ${claim} and has not ended: wait for its end, or delete it: ` +
        shellCommand`kubectl delete job ${metadata.name} -n ${namespace}`,
    );
  }

  #addReplicaSet(replicaSet: Deployment): void {
    const { deployments, claim } = this.#facts;
    const owner = controllerOf(replicaSet);
    const deployment = withUid(deployments, owner?.uid);
    if (owner === undefined) this.addWorkload('ReplicaSet', replicaSet);
    else if (deployment !== undefined) this.addWorkload('Deployment', deployment);
    else {
      this.#refuse(
        `ReplicaSet ${replicaSet.metadata.name}, whose pods mount PVC ${claim}, belongs to ${owner.kind} ${owner.name}, ` +
          `which would scale it up again: stop that there`,
      );
    }
  }

  #refuse(words: string): void {
    this.#refusals.add(words);
  }
}

function unstoppable(pod: string, { apiVersion, kind, name }: OwnerReference, facts: ClaimFacts): string {
  const mounts = `pod ${pod} of ${kind} ${name} mounts PVC ${facts.claim}`;
  switch (`${apiVersion} ${kind}`) {
    case 'apps/v1 DaemonSet':
      return `${mounts}: a DaemonSet has no replicas to scale down; delete it and recreate it afterwards`;
    case 'apps/v1 ReplicaSet':
    case 'apps/v1 StatefulSet':
    case 'batch/v1 Job':
      return `${mounts}, and that ${kind} is gone: if the pod stays, delete it: ${shellCommand`kubectl delete pod ${pod} -n ${facts.namespace}`}`;
    default:
      return `${mounts}: volsyncctl does not know how to stop a ${kind}; stop it by other means`;
  }
}

/** What would interfere with a workload that is scaled to 0, or would be lost with its pods. */
function workloadRefusals(
  kind: WorkloadKind,
  object: StatefulSet,
  { namespace, claim }: ClaimFacts,
): readonly string[] {
  const { name } = object.metadata;
  const refusals = ownerRefusals(kind, object, namespace);
  const isDeleted = object.spec?.persistentVolumeClaimRetentionPolicy?.whenScaled === 'Delete';
  if (!isDeleted || !isOfTemplate(object, claim)) return refusals;
  const patch = '{"spec":{"persistentVolumeClaimRetentionPolicy":{"whenScaled":"Retain"}}}';
  return [
    ...refusals,
    `StatefulSet ${name} deletes PVC ${claim} when it is scaled to 0 (whenScaled: Delete): set it to Retain first: ` +
      shellCommand`kubectl patch statefulset ${name} -n ${namespace} --type merge -p ${patch}`,
  ];
}

/** Workloads by the PVCs that their pods would mount, whether they have pods or not. */
function templates(facts: ClaimFacts): readonly { readonly kind: WorkloadKind; readonly object: StatefulSet }[] {
  const { claim } = facts;
  const lone = facts.replicaSets.filter((replicaSet) => controllerOf(replicaSet) === undefined);
  return [
    ...facts.deployments
      .filter((each) => mounts(each, facts))
      .map((object) => ({ kind: 'Deployment' as const, object })),
    ...facts.statefulSets
      .filter((each) => mounts(each, facts) || isOfTemplate(each, claim))
      .map((object) => ({ kind: 'StatefulSet' as const, object })),
    ...lone.filter((each) => mounts(each, facts)).map((object) => ({ kind: 'ReplicaSet' as const, object })),
  ];
}

function mounts({ spec }: Pick<Job, 'spec'>, { claim }: ClaimFacts): boolean {
  return mountsClaim(spec?.template?.spec, claim);
}

/** Kubernetes names such a PVC `<template>-<StatefulSet>-<ordinal>`. */
function isOfTemplate({ metadata, spec }: StatefulSet, claim: string): boolean {
  return (spec?.volumeClaimTemplates ?? []).some((template) => {
    const prefix = `${template.metadata?.name ?? ''}-${metadata.name}-`;
    return claim.startsWith(prefix) && /^\d+$/.test(claim.slice(prefix.length));
  });
}

function isUnfinished({ metadata, status }: Job): boolean {
  if (metadata.labels?.[createdBy] === 'volsync') return false;
  return status?.conditions?.some(({ type, status: is }) => ends.includes(type) && is === 'True') !== true;
}

const ends = ['Complete', 'Failed'];

/** The objects that create Jobs whose pods would mount the PVC. */
function makersOfJobs(facts: ClaimFacts) {
  const { cronJobs, scaledJobs = [] } = facts;
  return [
    ...cronJobs
      .filter(({ spec }) => mounts(spec?.jobTemplate ?? {}, facts))
      .map((object) => ({ kind: 'CronJob' as const, object })),
    ...scaledJobs
      .filter(({ spec }) => mountsClaim(spec?.jobTargetRef?.template?.spec, facts.claim))
      .map((object) => ({ kind: 'ScaledJob' as const, object })),
  ];
}

function controllerOf({ metadata }: KubeObject) {
  return metadata.ownerReferences?.find(({ controller }) => controller === true);
}

function withUid<T extends KubeObject>(objects: readonly T[], uid: string | undefined): T | undefined {
  return uid === undefined ? undefined : objects.find(({ metadata }) => metadata.uid === uid);
}
