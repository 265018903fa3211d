import { Failure } from '../errors.ts';
import type { CreatorState } from '../creator.ts';
import type { ObjectKey } from '../kubernetes/cluster.ts';
import type { Lease } from '../kubernetes/lease.ts';
import { shellCommand } from '../shell-command.ts';

/** What a Lease is for: a PVC that is written to or copied, or the Secret of a repository that is changed. */
export type Leased = { readonly claim: ObjectKey } | { readonly secret: ObjectKey };

/** What a run of volsyncctl does with a volume or repository while it holds the Lease. */
export interface LeaseUse {
  /** The command as typed: `restore --in-place`. */
  readonly command: string;
  readonly app: string;
  /** The Secret of the app's repository. */
  readonly repository: string | undefined;
}

/** A Lease that is not renewed for this long has expired. */
export const leaseSeconds = 30;

const commandAnnotation = 'volsyncctl/lease-command';
const appAnnotation = 'volsyncctl/lease-app';
const repositoryAnnotation = 'volsyncctl/lease-repository';

/** The Lease of a PVC or repository. No PVC has a name that begins with a hyphen. */
export function leaseKey(leased: Leased): ObjectKey {
  const { namespace, name } = 'claim' in leased ? leased.claim : leased.secret;
  return { namespace, name: `volsyncctl-${'claim' in leased ? '' : '-repository-'}${name}`.slice(0, 253) };
}

/** The annotations that describe the work for which a Lease is held. */
export function leaseAnnotations({ command, app, repository }: LeaseUse): Readonly<Record<string, string>> {
  return {
    [commandAnnotation]: command,
    [appAnnotation]: app,
    ...(repository !== undefined && { [repositoryAnnotation]: repository }),
  };
}

/** In the MicroTime format of Kubernetes. */
export function microTime(time: Date): string {
  return time.toISOString().replace(/\.(\d{3})Z$/, '.$1000Z');
}

/** Whether somebody else holds it: a running process, or one elsewhere that has renewed it in time. */
export function isLeaseInForce({ spec }: Lease, holder: CreatorState, now: Date): boolean {
  if (holder !== 'elsewhere') return holder === 'running';
  return now.getTime() < expiryOf(spec).getTime();
}

/** The moment at which the Lease of a holder that does not renew it expires. */
export function leaseExpiry({ spec }: Lease): Date {
  return expiryOf(spec);
}

/** Describes who holds a Lease, since when, and what the operator can do. */
export function leasedFailure(leased: Leased, lease: Lease): Failure {
  const { namespace, name } = 'claim' in leased ? leased.claim : leased.secret;
  const what = 'claim' in leased ? 'PVC' : 'The repository of Secret';
  const { spec, metadata } = lease;
  const command = metadata.annotations?.[commandAnnotation] ?? 'volsyncctl';
  const message = `${what} ${namespace}/${name} is in use by ${holderText(lease)}, which runs ${command}; nothing was changed.`;
  return new Failure('refused', message, {
    details: [`If that process is gone, its Lease expires at ${expiryOf(spec).toISOString()}.`],
    hint: shellCommand`kubectl get lease ${metadata.name} -n ${namespace} -o yaml`,
  });
}

/** Describes what another run does with the same repository; undefined for a different repository. */
export function sameRepositoryText({ metadata, ...lease }: Lease, repository: string | undefined): string | undefined {
  const { annotations = {} } = metadata;
  if (repository === undefined || annotations[repositoryAnnotation] !== repository) return undefined;
  const what = `${annotations[commandAnnotation] ?? 'volsyncctl'} of ${annotations[appAnnotation] ?? 'another app'}`;
  return `the same repository is in use by ${holderText({ metadata, ...lease })}: ${what}`;
}

function holderText({ spec }: Lease): string {
  const { holderIdentity = 'another volsyncctl', acquireTime } = spec ?? {};
  return `${holderIdentity}${acquireTime === undefined ? '' : ` since ${acquireTime.replace(/\.\d+Z$/, 'Z')}`}`;
}

function expiryOf(spec: Lease['spec']): Date {
  const { renewTime = '', leaseDurationSeconds = leaseSeconds } = spec ?? {};
  const renewedAt = Date.parse(renewTime);
  return new Date(Number.isNaN(renewedAt) ? 0 : renewedAt + leaseDurationSeconds * 1000);
}
