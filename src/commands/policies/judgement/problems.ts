import type { Job } from '../../../kubernetes/objects.ts';
import type { MoverProbe, PolicyFacts, PolicyStatus } from './facts.ts';
import type { InjectedVolume, Injection } from './injection.ts';

/** One thing that is wrong with the policies, or that could not be seen. */
export interface PolicyProblem {
  readonly level: 'bad' | 'warning' | 'unknown';
  readonly subject: string;
  readonly message: string;
  readonly hint?: string | undefined;
}

/** Everything that is wrong, worst first. */
export function problemsOf(facts: PolicyFacts, policies: readonly PolicyStatus[]): readonly PolicyProblem[] {
  const all = [
    ...facts.probes.flatMap(probeProblems),
    ...policies.flatMap((policy) => policyProblems(policy, facts)),
    ...severalProblems(policies, facts),
    ...driftProblems(facts),
    ...hidden(facts),
  ];
  const levels: readonly PolicyProblem['level'][] = ['bad', 'unknown', 'warning'];
  return all.toSorted((a, b) => levels.indexOf(a.level) - levels.indexOf(b.level));
}

function probeProblems({ namespace, role, answer }: MoverProbe): readonly PolicyProblem[] {
  const subject = `${role} movers in namespace ${namespace}`;
  switch (answer.kind) {
    case 'unknown':
      return [{ level: 'unknown', subject, message: `what admission adds to them is not known: ${answer.why}` }];
    case 'refused':
      return [{ level: 'bad', subject, message: `the API server refuses their Jobs: ${answer.why}` }];
    case 'admitted': {
      if (answer.isStable) return [];
      const message =
        'a second pass changes the pod again: VolSync would delete and create the Job over and over, and no backup ends';
      return [{ level: 'bad', subject, message, hint: 'volsyncctl policies render' }];
    }
  }
}

function policyProblems(
  { kind, name, bindings, operations, injects }: PolicyStatus,
  facts: PolicyFacts,
): readonly PolicyProblem[] {
  if (kind === 'MutatingWebhookConfiguration') return [];
  const subject = `policy ${name}`;
  if (bindings.length === 0) {
    const hint = 'volsyncctl policies render';
    return [{ level: 'warning', subject, message: 'it has no binding, so it does nothing', hint }];
  }
  const isVolume = volumesOf(facts).some((volume) => injects.includes(volume.name));
  if (!isVolume || operations.includes('UPDATE') || operations.includes('*')) return [];
  const message =
    'it matches CREATE but not UPDATE: at the next reconcile VolSync writes the Job without the volume, the API server refuses that, and VolSync deletes the running mover, over and over';
  return [{ level: 'bad', subject, message, hint: 'volsyncctl policies install' }];
}

/** The API server calls policies in no order that lasts, and a list in another order is another pod. */
function severalProblems(policies: readonly PolicyStatus[], facts: PolicyFacts): readonly PolicyProblem[] {
  const names = new Set(volumesOf(facts).map(({ name }) => name));
  const adding = policies.filter(({ injects }) => injects.some((name) => names.has(name))).map(({ name }) => name);
  const isOneMover = admitted(facts).some(({ volumes }) => volumes.length > 1);
  if (adding.length < 2 || !isOneMover) return [];
  const message =
    'they add volumes to the same movers, in no order that lasts: when it changes, VolSync deletes the movers that run';
  return [{ level: 'warning', subject: `policies ${adding.join(', ')}`, message }];
}

/** Movers that run with something else than what new ones would get. */
function driftProblems(facts: PolicyFacts): readonly PolicyProblem[] {
  if (!('value' in facts.jobs)) return [];
  return facts.jobs.value.flatMap((job) => {
    const { namespace = '', name } = job.metadata;
    const role = name.startsWith('volsync-dst-') ? 'destination' : 'source';
    const probe = facts.probes.find((each) => each.namespace === namespace && each.role === role);
    if (!/^volsync-(?:src|dst)-/.test(name) || probe?.answer.kind !== 'admitted') return [];
    const differences = differencesOf(job, probe.answer.injection);
    return differences.length === 0 ? [] : [drift(`job ${namespace}/${name}`, differences)];
  });
}

function drift(subject: string, differences: readonly string[]): PolicyProblem {
  const message = `it differs from what a new mover would get (${differences.join('; ')}): VolSync may end it at its next reconcile`;
  return { level: 'warning', subject, message };
}

function differencesOf(job: Job, { volumes, initContainers }: Injection): readonly string[] {
  const pod = job.spec?.template?.spec ?? {};
  const ofVolumes = volumes.flatMap(({ name, nfs, source }) => {
    const found = pod.volumes?.find((volume) => volume.name === name);
    if (found === undefined) return [`no volume ${name}`];
    const same = nfs === undefined || (found.nfs?.server === nfs.server && found.nfs.path === nfs.path);
    return same ? [] : [`volume ${name} is nfs ${found.nfs?.server ?? ''}:${found.nfs?.path ?? ''}, now ${source}`];
  });
  const ofContainers = initContainers.flatMap(({ name, image, command }) => {
    const found = pod.initContainers?.find((container) => container.name === name);
    if (found === undefined) return [`no init container ${name}`];
    const line = [...(found.command ?? []), ...(found.args ?? [])].join(' ');
    return found.image === image && line === command ? [] : [`init container ${name} has another image or command`];
  });
  return [...ofVolumes, ...ofContainers];
}

function hidden({ served, webhooks, jobs, destinations }: PolicyFacts): readonly PolicyProblem[] {
  // What policies and webhooks add is seen by the probe all the same.
  const ofCluster = [
    ...('why' in served ? [clusterWide('policies', 'unknown')] : []),
    ...('why' in webhooks ? [clusterWide('webhooks', 'warning')] : []),
  ];
  const ofNamespace = Object.entries({ 'running movers': jobs, destinations }).flatMap(([subject, seen]) =>
    'why' in seen ? [{ level: 'warning' as const, subject, message: `could not be looked at: ${seen.why}` }] : [],
  );
  return [...ofCluster, ...ofNamespace];
}

/** They are in no namespace, so that a Role cannot grant them. */
function clusterWide(subject: string, level: PolicyProblem['level']): PolicyProblem {
  const message = 'no permission to list them, which takes a ClusterRole';
  return { level, subject, message, hint: 'volsyncctl rbac policies -A' };
}

function admitted({ probes }: PolicyFacts): readonly Injection[] {
  return probes.flatMap(({ answer }) => (answer.kind === 'admitted' ? [answer.injection] : []));
}

function volumesOf(facts: PolicyFacts): readonly InjectedVolume[] {
  return admitted(facts).flatMap(({ volumes }) => volumes);
}
