import type { MoverVolume, ReplicationSource, ResticSource } from '../../volsync/types.ts';

/** The part of a source's settings that says how a mover reaches the repository. */
const access = ['repository', 'customCA', 'moverVolumes'] as const satisfies readonly (keyof ResticSource)[];

/** What exists only in the namespace of a source. */
const ofNamespace = [
  'moverServiceAccount',
  'customCA',
  'moverVolumes',
] as const satisfies readonly (keyof ResticSource)[];

/** The settings of a source by which a mover reaches the repository. */
export function accessOf({ spec }: ReplicationSource): ResticSource {
  return only(spec?.restic ?? {}, access);
}

/** A source whose mover reaches another repository by these settings. */
export function withAccess(source: ReplicationSource, settings: ResticSource): ReplicationSource {
  const restic = { ...without(source.spec?.restic ?? {}, access), ...settings };
  return { ...source, spec: { ...source.spec, restic } };
}

/** The settings of a source that apply in any namespace. */
export function settingsElsewhere({ spec }: Pick<ReplicationSource, 'spec'>): ResticSource {
  const { restic = {} } = spec ?? {};
  const moverVolumes = restic.moverVolumes?.filter(isOnNfs) ?? [];
  return { ...without(restic, ofNamespace), ...(moverVolumes.length > 0 && { moverVolumes }) };
}

/** Whether a volume of a mover can be mounted in any namespace. */
export function isOnNfs({ volumeSource: { nfs } }: MoverVolume): boolean {
  return nfs !== undefined;
}

function without(settings: ResticSource, names: readonly string[]): ResticSource {
  return Object.fromEntries(Object.entries(settings).filter(([name]) => !names.includes(name)));
}

function only(settings: ResticSource, names: readonly string[]): ResticSource {
  return Object.fromEntries(Object.entries(settings).filter(([name]) => names.includes(name)));
}
