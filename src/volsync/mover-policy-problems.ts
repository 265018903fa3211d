import { plainLine, rawText } from '../foreign-text.ts';
import type { AdmissionRule } from '../kubernetes/admission.ts';
import type { Job } from '../kubernetes/objects.ts';
import { shellCommand } from '../shell-command.ts';
import type { InjectedVolume, Injection } from './mover-injection.ts';
import {
  injectionsOf,
  isAboutJobs,
  isNamedIn,
  policiesOfMovers,
  policyText,
  type MoverPolicy,
  type MoverPolicyFacts,
  type MoverProbe,
} from './mover-policies.ts';

/** The checks of mover policies. */
export const policyChecks = [
  'policy-binding',
  'policy-drift',
  'policy-match',
  'policy-order',
  'policy-refused',
  'policy-unstable',
  'policy-update',
] as const;
export type PolicyCheck = (typeof policyChecks)[number];

/** One problem of the policies, or one thing that a dry run could not show. */
export interface PolicyProblem {
  readonly check: PolicyCheck;
  readonly level: 'bad' | 'warning' | 'unknown';
  /** `certain`: proven by what was read; `likely`: other causes are possible. */
  readonly sure: 'certain' | 'likely';
  readonly object: { readonly kind: string; readonly namespace?: string; readonly name: string };
  /** The object of the problem, in words. */
  readonly subject: string;
  readonly seen: string;
  /** Its consequence. */
  readonly why: string;
  readonly hint?: string | undefined;
}

/** Judges what admission policies do to movers; shared by `policies` and `doctor`. */
export function policyProblems(facts: MoverPolicyFacts): readonly PolicyProblem[] {
  const policies = policiesOfMovers(facts);
  return [
    ...facts.probes.flatMap(probeProblems),
    ...policies.flatMap((policy) => [
      ...bindingProblems(policy, facts),
      ...matchProblems(policy, policies, facts),
      ...updateProblems(policy, facts),
    ]),
    ...orderProblems(policies, facts),
    ...driftProblems(facts),
  ];
}

function probeProblems({ namespace, role, answer }: MoverProbe): readonly PolicyProblem[] {
  const subject = `${role} movers in namespace ${namespace}`;
  const about = { subject, object: { kind: 'Namespace', name: namespace }, sure: 'certain' } as const;
  switch (answer.kind) {
    case 'unknown':
      return [
        {
          ...about,
          ...{ check: 'policy-refused', level: 'unknown' },
          ...{ seen: 'what admission adds to them is unknown', why: answer.why },
        },
      ];
    case 'refused':
      return [
        {
          ...about,
          ...{ check: 'policy-refused', level: 'bad' },
          ...{ seen: 'the API server rejects their Jobs', why: answer.why, hint: 'volsyncctl policies -A' },
        },
      ];
    case 'admitted':
      return answer.isStable
        ? []
        : [
            {
              ...about,
              ...{ check: 'policy-unstable', level: 'bad' },
              seen: 'a second pass changes the pod again',
              why: 'VolSync would delete and recreate the Job endlessly, and no backup completes',
              hint: 'volsyncctl policies render',
            },
          ];
  }
}

function about({ name }: MoverPolicy): Pick<PolicyProblem, 'object' | 'subject'> {
  return { object: { kind: 'MutatingAdmissionPolicy', name }, subject: `policy ${name}` };
}

function bindingProblems(policy: MoverPolicy, { served }: MoverPolicyFacts): readonly PolicyProblem[] {
  if (policy.bindings.length > 0) return [];
  const version = 'value' in served ? served.value?.version : undefined;
  const binding = {
    apiVersion: `admissionregistration.k8s.io/${version ?? 'v1'}`,
    kind: 'MutatingAdmissionPolicyBinding',
    metadata: { name: policy.name },
    spec: { policyName: policy.name },
  };
  return [
    {
      ...about(policy),
      ...{ check: 'policy-binding', level: 'bad', sure: 'certain' },
      seen: `no MutatingAdmissionPolicyBinding names ${policy.name}`,
      why: 'the policy does nothing: movers lack what it adds',
      hint: shellCommand`echo ${JSON.stringify(binding)} | kubectl apply -f -`,
    },
  ];
}

/** An object that no expression names may have been added by this policy under a computed name. */
function matchProblems(
  { policy, isLimited, bindings, ...rest }: MoverPolicy,
  policies: readonly MoverPolicy[],
  { probes }: MoverPolicyFacts,
): readonly PolicyProblem[] {
  const isProbed = probes.length > 0 && probes.every(({ answer }) => answer.kind === 'admitted');
  if (!isProbed || isLimited || bindings.length === 0) return [];
  const changes = JSON.stringify(policy.spec?.mutations ?? []);
  const injections = injectionsOf(probes);
  const texts = policies.map((each) => policyText(each.policy));
  const lacks = (part: 'volumes' | 'initContainers') => {
    const isOwnOrNobodys = ({ name }: { readonly name: string }) =>
      isNamedIn(policyText(policy), name) || !texts.some((text) => isNamedIn(text, name));
    return changes.includes(part) && !injections.some((injection) => injection[part].some(isOwnOrNobodys));
  };
  const missing = [...(lacks('volumes') ? ['volume'] : []), ...(lacks('initContainers') ? ['init container'] : [])];
  if (missing.length === 0) return [];
  return [
    {
      ...about({ policy, isLimited, bindings, ...rest }),
      ...{ check: 'policy-match', level: 'bad', sure: 'likely' },
      seen: `after a dry run, a mover's Job has no ${missing.join(' and no ')} of ${rest.name}`,
      why: 'the policy matches no mover, so movers lack what it should add',
      hint: shellCommand`kubectl get mutatingadmissionpolicy ${rest.name} -o yaml`,
    },
  ];
}

function updateProblems(policy: MoverPolicy, facts: MoverPolicyFacts): readonly PolicyProblem[] {
  const { bindings, injects, operations, name } = policy;
  const isVolume = volumesOf(facts).some((volume) => injects.includes(volume.name));
  const isOnUpdate = operations.includes('UPDATE') || operations.includes('*');
  if (bindings.length === 0 || !isVolume || isOnUpdate) return [];
  const index = policy.policy.spec?.matchConstraints?.resourceRules?.findIndex((rule: AdmissionRule) =>
    isAboutJobs(rule),
  );
  const path = `/spec/matchConstraints/resourceRules/${index ?? 0}/operations/-`;
  const patch = JSON.stringify([{ op: 'add', path, value: 'UPDATE' }]);
  return [
    {
      ...about(policy),
      ...{ check: 'policy-update', level: 'bad', sure: 'certain' },
      seen: 'it matches CREATE but not UPDATE',
      why: 'at each reconcile VolSync rewrites the Job without the volume, the API server rejects that, and VolSync deletes the running mover',
      hint: shellCommand`kubectl patch mutatingadmissionpolicy ${name} --type json -p ${patch}`,
    },
  ];
}

/** The API server calls policies in no stable order, and a list in another order makes a different pod. */
function orderProblems(policies: readonly MoverPolicy[], facts: MoverPolicyFacts): readonly PolicyProblem[] {
  const names = new Set(volumesOf(facts).map(({ name }) => name));
  const adding = policies.filter(({ injects }) => injects.some((name) => names.has(name)));
  const isOneMover = injectionsOf(facts.probes).some(({ volumes }) => volumes.length > 1);
  const [first] = adding;
  if (first === undefined || adding.length < 2 || !isOneMover) return [];
  return [
    {
      ...about(first),
      subject: `policies ${adding.map(({ name }) => name).join(', ')}`,
      ...{ check: 'policy-order', level: 'warning', sure: 'likely' },
      seen: 'they add volumes to the same movers, in no fixed order',
      why: 'when the order changes, VolSync deletes the running movers',
    },
  ];
}

/** Movers that run with a different pod than new ones would get. */
function driftProblems({ jobs, probes }: MoverPolicyFacts): readonly PolicyProblem[] {
  if (!('value' in jobs)) return [];
  return jobs.value.flatMap((job) => {
    const { namespace = '', name } = job.metadata;
    const role = name.startsWith('volsync-dst-') ? 'destination' : 'source';
    const probe = probes.find((each) => each.namespace === namespace && each.role === role);
    if (!/^volsync-(?:src|dst)-/.test(name) || probe?.answer.kind !== 'admitted') return [];
    const differences = differencesOf(job, probe.answer.injection);
    return differences.length === 0 ? [] : [drift(job, differences)];
  });
}

function drift({ metadata: { namespace = '', name } }: Job, differences: readonly string[]): PolicyProblem {
  return {
    ...{ check: 'policy-drift', level: 'warning', sure: 'certain' },
    ...{ object: { kind: 'Job', namespace, name }, subject: `job ${namespace}/${name}` },
    seen: `it differs from what a new mover would get (${differences.join('; ')})`,
    why: 'VolSync may end it at its next reconcile',
  };
}

function differencesOf(job: Job, { volumes, initContainers }: Injection): readonly string[] {
  const pod = job.spec?.template?.spec ?? {};
  const ofVolumes = volumes.flatMap(({ name, nfs, source }) => {
    const found = pod.volumes?.find((volume) => volume.name === name);
    if (found === undefined) return [`no volume ${name}`];
    const same = nfs === undefined || (found.nfs?.server === nfs.server && found.nfs.path === nfs.path);
    return same
      ? []
      : [
          `volume ${name} is nfs ${plainLine(found.nfs?.server ?? '')}:${plainLine(found.nfs?.path ?? '')}, now ${source}`,
        ];
  });
  const ofContainers = initContainers.flatMap(({ name, image, command }) => {
    const found = pod.initContainers?.find((container) => container.name === name);
    if (found === undefined) return [`no init container ${name}`];
    const line = [...(found.command ?? []), ...(found.args ?? [])].map(rawText).join(' ');
    return found.image === image && line === command ? [] : [`init container ${name} has a different image or command`];
  });
  return [...ofVolumes, ...ofContainers];
}

function volumesOf({ probes }: MoverPolicyFacts): readonly InjectedVolume[] {
  return injectionsOf(probes).flatMap(({ volumes }) => volumes);
}
