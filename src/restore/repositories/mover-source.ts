import type { ObjectKey } from '../../kubernetes/cluster.ts';
import type { MoverVolume, ReplicationSource } from '../../volsync/types.ts';
import type { CandidateRepository } from './candidate-repository.ts';
import { accessOf, isOnNfs, settingsElsewhere, withAccess } from './repository-access.ts';

/**
 * The source whose settings a restore's mover gets: it runs as the app's own mover does, and reaches the repository as
 * the repository's mover does. Without a ReplicationSource of the app, all settings are those of the repository's mover.
 */
export function moverSource(
  app: ObjectKey & { readonly source: ReplicationSource | undefined },
  { source }: Pick<CandidateRepository, 'source'>,
): ReplicationSource {
  const { namespace, name } = app;
  const base = app.source ?? { metadata: { namespace, name }, spec: { restic: settingsElsewhere(source) } };
  return withAccess(base, accessOf(source));
}

/** The volumes of a mover that one in another namespace cannot mount. */
export function boundVolumes({ source }: Pick<CandidateRepository, 'source'>): readonly MoverVolume[] {
  return (source.spec?.restic?.moverVolumes ?? []).filter((volume) => !isOnNfs(volume));
}
