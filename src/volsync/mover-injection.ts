import { plainLine, rawText, type ForeignText } from '../foreign-text.ts';
import type { Container, Job, PodSpec, Volume, VolumeMount } from '../kubernetes/objects.ts';

/** What admission adds to a mover's pod. */
export interface Injection {
  readonly volumes: readonly InjectedVolume[];
  readonly initContainers: readonly InjectedContainer[];
  /** Containers other than the mover's own. */
  readonly sidecars: readonly string[];
}

export interface InjectedVolume {
  readonly name: string;
  /** Such as `nfs nas.lan:/mnt/volsync`. */
  readonly source: string;
  readonly nfs: Volume['nfs'];
  /** Undefined if no container mounts it. */
  readonly mountPath: string | undefined;
}

export interface InjectedContainer {
  readonly name: string;
  readonly image: ForeignText;
  readonly command: string;
  /** The range of `shuf -i`, in seconds; undefined if the command has none. */
  readonly jitter: { readonly min: number; readonly max: number } | undefined;
}

type Template = Pick<Job, 'spec'>;

/** The parts of an admitted Job that were not in the Job as sent. */
export function injectionOf(sent: Template, admitted: Template): Injection {
  const before = podOf(sent);
  const after = podOf(admitted);
  const mounts = after.containers?.[0]?.volumeMounts ?? [];
  return {
    volumes: added(before.volumes, after.volumes).map((volume) => injectedVolume(volume, mounts)),
    initContainers: added(before.initContainers, after.initContainers).map(injectedContainer),
    sidecars: added(before.containers, after.containers).map(({ name }) => name),
  };
}

/**
 * The Job as VolSync writes it at its next reconcile: its own containers and volumes, and the existing init containers.
 */
export function rewritten<T extends Template>(sent: T, admitted: Template): T {
  const { initContainers } = podOf(admitted);
  const pod = { ...podOf(sent), ...(initContainers !== undefined && { initContainers }) };
  return { ...sent, spec: { ...sent.spec, template: { ...sent.spec?.template, spec: pod } } };
}

/**
 * Whether two Jobs have equal pods in everything that policies inject, in the same order: a difference makes VolSync
 * restart the Job.
 */
export function hasSamePod(one: Template, other: Template): boolean {
  return JSON.stringify(shape(one)) === JSON.stringify(shape(other));
}

function shape(job: Template): object {
  const { volumes, initContainers = [], containers = [] } = podOf(job);
  return [volumes, initContainers, containers.map(({ name, volumeMounts }) => [name, volumeMounts])];
}

function podOf({ spec }: Template): PodSpec {
  return spec?.template?.spec ?? {};
}

function added<T extends { readonly name: string }>(before: readonly T[] = [], after: readonly T[] = []): readonly T[] {
  const known = new Set(before.map(({ name }) => name));
  return after.filter(({ name }) => !known.has(name));
}

function injectedVolume({ name, ...source }: Volume, mounts: readonly VolumeMount[]): InjectedVolume {
  const { nfs } = source;
  const [kind = 'unknown'] = Object.keys(source);
  const claim = source.persistentVolumeClaim?.claimName;
  const text =
    nfs === undefined ? [kind, claim].filter(Boolean).join(' ') : `nfs ${plainLine(nfs.server)}:${plainLine(nfs.path)}`;
  return { name, source: text, nfs, mountPath: mounts.find((mount) => mount.name === name)?.mountPath };
}

function injectedContainer({ name, image = '', command = [], args = [] }: Container): InjectedContainer {
  const line = [...command, ...args].map(rawText).join(' ');
  const [, min, max] = /\bshuf\s+(?:-n\s*1\s+)?-i\s*(\d+)-(\d+)/.exec(line) ?? [];
  const jitter = min === undefined || max === undefined ? undefined : { min: Number(min), max: Number(max) };
  return { name, image, command: line, jitter };
}
