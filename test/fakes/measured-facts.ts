import type { Facts } from '../../src/commands/doctor/facts.ts';
import type { WriteProbe } from '../../src/repository/probe-writing.ts';
import type { RepositoryFolder } from '../../src/restic/repository-folder.ts';
import { appSource, neverSynced, repositoryOf, statusOf, withSource } from './doctor-facts.ts';
import { environmentOf } from './repository-objects.ts';

/** An app with its repository on NFS, with a helper pod's measurements. */
export function measuredFacts(
  { folder, answerMs, readOnly, mountPath = '/repository', hiddenMounts }: MeasuredParts,
  probe?: WriteProbe,
  restic: Parameters<typeof appSource>[0] = {},
): Facts {
  const facts =
    probe === undefined && folder?.closed !== undefined ? neverSynced(restic) : withSource(appSource(restic));
  const [{ object: source } = statusOf()] = facts.sources;
  const room = { size: 2 ** 40, available: 2 ** 39, freeInodes: 1000, closed: undefined };
  const mount = { name: 'repository', mountPath };
  const volume = { name: 'repository', nfs: { server: 'nas', path: '/backup', ...(readOnly && { readOnly }) } };
  const environment = environmentOf(source, { volumes: [{ volume, mount }], hiddenMounts });
  const measured = { folder: { ...room, ...folder }, answerMs, node: 'node-1', environment };
  const { seen, ...one } = repositoryOf(source);
  return { ...facts, repositories: [{ ...one, seen: { ...seen, address: '/repository/web', measured }, probe }] };
}

interface MeasuredParts {
  readonly folder?: Partial<RepositoryFolder>;
  readonly answerMs?: number;
  readonly readOnly?: true;
  readonly mountPath?: string;
  readonly hiddenMounts?: string;
}
