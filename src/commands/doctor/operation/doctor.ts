import { worstOutcome, type Failure, type Outcome } from '../../../errors.ts';
import type { ObjectKey } from '../../../kubernetes/cluster.ts';
import type { ClusterContext } from '../../../kubernetes/context.ts';
import type { PodTimeouts } from '../../../helper-pod/settled-pod.ts';
import { rememberingPods } from '../../../helper-pod/remembering-pods.ts';
import type { RepositoryPorts } from '../../../repository/list-snapshots.ts';
import type { EnvironmentOverrides } from '../../../repository/mover-environments.ts';
import type { Facts } from '../facts.ts';
import { compareFindings, findings, type Finding, type Rule } from '../finding.ts';
import { withoutConsequences } from '../judgement/consequences.ts';
import { lookIntoRepositories } from './look-into-repositories.ts';
import { probeImages } from './probe-images.ts';
import { readControllerErrors } from './read-controller-log.ts';
import { readFacts } from './read-facts.ts';
import type { DoctorTarget } from './read-objects.ts';

export interface DoctorOptions extends EnvironmentOverrides {
  readonly rules: readonly Rule<Facts>[];
  readonly timeouts: PodTimeouts;
  /** Whether helper pods read the repositories. */
  readonly withRepositories: boolean;
  /** Whether a file is written into the folder of each repository, and removed. */
  readonly isProbingWrites?: boolean | undefined;
}

export type DoctorPorts = RepositoryPorts & ClusterContext<'exists'>;

/** The findings, worst first. */
export interface DoctorReport {
  readonly findings: readonly Finding[];
  readonly rules: readonly Rule<Facts>[];
  /** The number of sources that were checked. */
  readonly apps: number;
  readonly namespace: string | undefined;
  readonly withRepositories: boolean;
  /** Apps that were named but do not exist. */
  readonly failures: readonly Failure[];
  readonly outcome: Outcome;
  readonly time: Date;
  readonly tookMs: number;
  /** Every helper pod that was created. */
  readonly pods: readonly ObjectKey[];
  readonly facts: Facts;
}

/** The part of a report that is shown, for a cluster or manifests. */
export interface ShownReport extends Omit<DoctorReport, 'rules' | 'facts' | 'namespace'> {
  /** The only namespace; undefined for several, and for manifests. */
  readonly namespace?: string | undefined;
  readonly rules: readonly Pick<Rule<Facts>, 'name' | 'harm'>[];
  /** The number of manifest files; undefined for a cluster. */
  readonly files?: number;
}

/** Reads the facts and runs every rule; changes nothing except for temporary helper pods. */
export async function doctor(target: DoctorTarget, options: DoctorOptions, ports: DoctorPorts): Promise<DoctorReport> {
  const begunAt = ports.now().getTime();
  const pods: ObjectKey[] = [];
  const { facts: read, failures } = await readFacts(target, options, ports);
  const podPorts = rememberingPods(pods, ports);
  const isUsed = (facts: Rule<Facts>['helperPod']) =>
    options.withRepositories && options.rules.some(({ helperPod }) => helperPod === facts);
  const withRepositories = isUsed('repositories');
  const work = [
    readControllerErrors(read.cluster, isEverywhere(target) ? read.objects.pods : undefined, ports),
    withRepositories ? lookIntoRepositories(read, options, podPorts) : Promise.resolve(undefined),
    isUsed('images') ? probeImages(read, options, podPorts) : Promise.resolve(undefined),
  ] as const;
  // Every pod is waited for, even after Ctrl-C, so that none is left.
  await Promise.allSettled(work);
  const [controllerLog, repositories, images] = await Promise.all(work);
  const facts: Facts = { ...read, controllerLog, repositories, images };
  const found = withoutConsequences(findings(options.rules, facts)).toSorted(compareFindings);
  const time = ports.now();
  return {
    findings: found,
    rules: options.rules,
    apps: facts.sources.length,
    namespace: facts.namespace,
    withRepositories,
    failures,
    outcome: worstOutcome([...outcomesOf(found), ...failures.map(({ kind }) => kind)]),
    ...{ time, tookMs: time.getTime() - begunAt, pods, facts },
  };
}

function isEverywhere({ scope, apps }: DoctorTarget): boolean {
  return apps === undefined && scope.namespace === undefined;
}

function outcomesOf(found: readonly Finding[]): readonly Outcome[] {
  return [
    ...(found.some(({ outcome }) => outcome === 'problem') ? ['unprotected' as const] : []),
    ...(found.some(({ outcome }) => outcome === 'could-not-look') ? ['unknown' as const] : []),
  ];
}
