import { Failure } from '../../../errors.ts';
import { resources } from '../../../volsync/resources.ts';
import { repositoryVolumes, type BareRepository } from '../../../volsync/repository-source.ts';
import type { MoverVolume } from '../../../volsync/types.ts';
import { allowed } from '../../../kubernetes/allowed.ts';
import type { RestorePorts } from './ports.ts';

/** What the movers of apps with this Secret mount; where they mount different things, each may be another repository. */
export async function knownVolumes(
  { namespace, secret, volume }: BareRepository,
  { cluster, signal }: RestorePorts,
): Promise<readonly MoverVolume[] | undefined> {
  if (volume !== undefined) return undefined;
  const sources = await allowed(cluster.list(resources.replicationSources, { namespace }, signal));
  const places = 'why' in sources ? [] : repositoryVolumes(secret, sources.value);
  if (places.length < 2) return places[0]?.volumes;
  const message = `Secret ${namespace}/${secret} is used with ${places.length} different volumes: the repository is ambiguous`;
  throw new Failure('usage', message, {
    details: places.map(({ apps, words }) => `${words} (${apps.join(', ')})`),
    hint: `choose one with --repository-volume: ${places.map(({ words }) => words).join(' or ')}`,
  });
}
