import type { Injection } from '../../../volsync/mover-injection.ts';
import type { MoverProbe } from '../../../volsync/mover-policies.ts';
import { jitterContainer, volumeName, type PolicyOptions } from './policies.ts';

/** An injected part of a mover that has one of our names but is different; undefined if there is none. */
export function contradiction(options: PolicyOptions, { answer }: MoverProbe): string | undefined {
  if (answer.kind !== 'admitted') return undefined;
  const { nfs, jitter, mountPath } = options;
  const { volumes, initContainers } = answer.injection;
  const volume = volumes.find(({ name }) => name === volumeName(mountPath));
  if (nfs !== undefined && volume !== undefined && volume.source !== `nfs ${nfs.server}:${nfs.path}`) {
    return `it adds volume ${volume.name} to movers as ${volume.source}`;
  }
  const waiting = initContainers.find(({ name }) => name === jitterContainer);
  if (jitter === undefined || waiting === undefined || isSame(jitter, waiting.jitter)) return undefined;
  return `it adds init container ${waiting.name} to movers with a different range`;
}

/** What a mover lacks; undefined if it has everything, and keeps it when VolSync rewrites the Job. */
export function shortfall(options: PolicyOptions, { role, answer }: MoverProbe): string | undefined {
  if (answer.kind !== 'admitted') return `a ${role} mover: ${answer.why}`;
  const missing =
    missingVolume(options, answer.injection) ??
    (role === 'source' ? missingWait(options, answer.injection) : undefined) ??
    (answer.isStable ? undefined : 'changes again in a second pass');
  return missing && `a ${role} mover ${missing}`;
}

function missingVolume({ nfs, mountPath }: PolicyOptions, { volumes }: Injection): string | undefined {
  if (nfs === undefined) return undefined;
  const wanted = `nfs ${nfs.server}:${nfs.path}`;
  const volume = volumes.find(({ name }) => name === volumeName(mountPath));
  if (volume?.source !== wanted) return `gets ${volume?.source ?? 'no volume'} instead of ${wanted}`;
  return volume.mountPath === mountPath ? undefined : `has no mount at ${mountPath}`;
}

function missingWait({ jitter }: PolicyOptions, { initContainers }: Injection): string | undefined {
  const waiting = initContainers.find(({ name }) => name === jitterContainer);
  if (jitter === undefined || isSame(jitter, waiting?.jitter)) return undefined;
  return `does not wait ${jitter.min}-${jitter.max}s`;
}

interface Range {
  readonly min: number;
  readonly max: number;
}

function isSame(one: Range, other: Range | undefined): boolean {
  return one.min === other?.min && one.max === other.max;
}
