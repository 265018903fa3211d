import type { ObjectKey } from '../../kubernetes/cluster.ts';
import type { MoverVolume, ReplicationSource, ResticSource } from '../../volsync/types.ts';
import type { CandidateRepository } from './candidate-repository.ts';

/** The part of a source's settings that says how a mover reaches the repository. */
const access = ['repository', 'customCA', 'moverVolumes'] as const satisfies readonly (keyof ResticSource)[];

/** A ServiceAccount is one of its own namespace. */
const ofNamespace = ['moverServiceAccount'] as const satisfies readonly (keyof ResticSource)[];

/**
 * The source whose settings a restore's mover gets: it runs as the app's own mover does, and reaches the repository as
 * the repository's mover does. Without a ReplicationSource of the app, all settings are those of the repository's mover.
 */
export function moverSource(
  app: ObjectKey & { readonly source: ReplicationSource | undefined },
  { source }: Pick<CandidateRepository, 'source'>,
): ReplicationSource {
  const { namespace, name } = app;
  const base = app.source ?? {
    metadata: { namespace, name },
    spec: { restic: without(source.spec?.restic ?? {}, ofNamespace) },
  };
  return withAccess(base, accessOf(source));
}

/** The volumes of a mover that one in another namespace cannot mount. */
export function boundVolumes({ source }: Pick<CandidateRepository, 'source'>): readonly MoverVolume[] {
  return (source.spec?.restic?.moverVolumes ?? []).filter(({ volumeSource: { nfs } }) => nfs === undefined);
}

/** The settings of a source by which a mover reaches the repository. */
export function accessOf({ spec }: ReplicationSource): ResticSource {
  return only(spec?.restic ?? {}, access);
}

/** A source whose mover reaches another repository by these settings. */
export function withAccess(source: ReplicationSource, settings: ResticSource): ReplicationSource {
  const restic = { ...without(source.spec?.restic ?? {}, access), ...settings };
  return { ...source, spec: { ...source.spec, restic } };
}

function without(settings: ResticSource, names: readonly string[]): ResticSource {
  return Object.fromEntries(Object.entries(settings).filter(([name]) => !names.includes(name)));
}

function only(settings: ResticSource, names: readonly string[]): ResticSource {
  return Object.fromEntries(Object.entries(settings).filter(([name]) => names.includes(name)));
}
