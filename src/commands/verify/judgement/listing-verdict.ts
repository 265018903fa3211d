import { plainLine } from '../../../foreign-text.ts';
import { posix } from 'node:path';
import type { ListedRepository, Listing } from '../../../restic/listing.ts';
import { missingParts } from '../../../restic/repository-parts.ts';
import { fixCommands } from '../../../volsync/fix-commands.ts';
import { dataTimeOf } from '../../../volsync/data-time.ts';
import { freshnessSince } from '../../../volsync/freshness.ts';
import { lastSyncOf } from '../../../volsync/last-sync.ts';
import type { ReplicationSource } from '../../../volsync/types.ts';
import { unknownApp, unprotected, type Judgement } from '../../../volsync/verdict.ts';
import { shellCommand } from '../../../shell-command.ts';

/** What is known about an app's repository from its files alone. */
export interface ListingFacts {
  readonly source: ReplicationSource;
  readonly listing: Listing;
  /**
   * From the app's Secret: the path, or `hidden` for another namespace's, `elsewhere` if it is not a path, `absent` if
   * it is not set.
   */
  readonly address: string | { readonly why: 'hidden' | 'elsewhere' | 'absent' };
  readonly now: Date;
  readonly maxAgeMs: number | undefined;
}

/** A judgement from files alone, and its repository. */
export interface ListingJudgement {
  readonly judgement: Judgement;
  readonly repository: ListedRepository | undefined;
}

/**
 * Judges by the files of an app's repository. They can only prove that there is no backup: they show neither whose a
 * snapshot is nor whether it can be opened.
 */
export function judgeListing(facts: ListingFacts): ListingJudgement {
  const { listing, address } = facts;
  if (typeof address !== 'string') return { judgement: withoutPath(facts), repository: undefined };
  const repository = listing.repositories.find(({ path }) => posix.normalize(path) === normalized(address));
  return {
    judgement: repository === undefined ? notThere(address, facts) : judgeFiles(repository, facts),
    repository,
  };
}

/** The clocks of the file storage and of the controller may differ. */
const skewMs = 60_000;

function normalized(address: string): string {
  return posix.normalize(address).replace(/(.)\/$/, '$1');
}

function withoutPath({ source, listing, address }: ListingFacts): Judgement {
  const { name, namespace = '' } = source.metadata;
  const deeper = { hint: shellCommand`volsyncctl verify ${name} -n ${namespace}` };
  if (typeof address === 'string') throw new Error('it has a path');
  switch (address.why) {
    case 'absent':
      return unprotected('secret-missing', 'its Secret is missing or has no RESTIC_REPOSITORY');
    case 'elsewhere':
      return unknownApp('no-evidence', 'its repository is not on a volume, so its files cannot be listed', deeper);
    case 'hidden': {
      const why = `its repository is set in its Secret in namespace ${namespace}`;
      return unknownApp('no-evidence', `${why}${ofItsName(source, listing)}`, deeper);
    }
  }
}

/** A name is not a proof, only the place where a person would look first. */
function ofItsName({ metadata: { name, namespace = '' } }: ReplicationSource, { repositories }: Listing): string {
  const [found, ...others] = repositories.filter(({ path }) => {
    const last = posix.basename(path);
    return last === name || last === `${namespace}-${name}` || path.endsWith(`/${namespace}/${name}`);
  });
  if (found === undefined || others.length > 0) return '';
  const count = found.snapshots === 1 ? 'one snapshot' : `${found.snapshots} snapshots`;
  return `; ${found.path} has its name, with ${count}`;
}

function notThere(address: string, { source, listing: { unreadable } }: ListingFacts): Judgement {
  const hidden = unreadable.find((folder) => `${address}/`.startsWith(`${folder}/`));
  if (hidden !== undefined) return closed(hidden, source);
  return unprotected('repository-missing', `there is no repository at ${address}`);
}

function judgeFiles(repository: ListedRepository, facts: ListingFacts): Judgement {
  for (const check of checks) {
    const judgement = check(repository, facts);
    if (judgement !== undefined) return judgement;
  }
  const { namespace = '' } = facts.source.metadata;
  const message = 'its files are present, but only restic can tell whether they can be restored';
  return unknownApp('files-present', message, { hint: shellCommand`volsyncctl verify -n ${namespace}` });
}

type Check = (repository: ListedRepository, facts: ListingFacts) => Judgement | undefined;

const checks: readonly Check[] = [
  noConfig,
  hiddenSnapshots,
  noSnapshot,
  hollow,
  claimedSnapshot,
  emptyFiles,
  tooOld,
  hiddenParts,
];

function noConfig({ hasConfig, path }: ListedRepository): Judgement | undefined {
  if (hasConfig) return undefined;
  return unprotected(
    'repository-missing',
    `${path} has no config file, so restic does not recognize it as a repository`,
  );
}

function hiddenSnapshots({ path }: ListedRepository, { listing, source }: ListingFacts): Judgement | undefined {
  const folder = `${path}/snapshots`;
  return listing.unreadable.includes(folder) ? closed(folder, source) : undefined;
}

function hiddenParts({ path }: ListedRepository, { listing, source }: ListingFacts): Judgement | undefined {
  const hidden = listing.unreadable.find((folder) => folder.startsWith(`${path}/`));
  return hidden === undefined ? undefined : closed(hidden, source);
}

/** The same cause has the same reason and hint as when restic is run. */
function closed(folder: string, { metadata: { namespace } }: ReplicationSource): Judgement {
  const hint = fixCommands.privilegedMovers(namespace);
  return unknownApp('repository-unreachable', `the mover has no permission to read the folder ${folder}`, { hint });
}

function noSnapshot({ snapshots, emptySnapshots }: ListedRepository): Judgement | undefined {
  if (snapshots === 0) return unprotected('no-snapshot', 'the repository holds no snapshot');
  return emptySnapshots === snapshots ? unprotected('damaged', 'all of its snapshot files are empty') : undefined;
}

function hollow({ parts }: ListedRepository): Judgement | undefined {
  const missing = [...(parts.keys === 'no' ? ['keys/ holds no key'] : []), ...missingParts(parts)];
  return missing.length === 0
    ? undefined
    : unprotected('damaged', `${missing.join(' and ')}: none of the snapshots can be restored`);
}

/** A sync that ended after the status was read may have replaced it. */
function claimedSnapshot({ ids, newest }: ListedRepository, { source }: ListingFacts): Judgement | undefined {
  const sync = lastSyncOf(source);
  if (sync.kind !== 'backup' || ids.includes(sync.snapshot.slice(0, 8))) return undefined;
  if (newest !== undefined && newest.getTime() > sync.at.getTime() + skewMs) return undefined;
  const message = `VolSync reports snapshot ${sync.snapshot}, which is not among the files of the repository`;
  return unprotected('mismatch', message);
}

function emptyFiles({ snapshots, emptySnapshots }: ListedRepository): Judgement | undefined {
  if (emptySnapshots === 0) return undefined;
  return unknownApp('damaged', `${emptySnapshots} of its ${snapshots} snapshot files are empty`);
}

function tooOld({ newest }: ListedRepository, { source, now, maxAgeMs }: ListingFacts): Judgement | undefined {
  if (newest === undefined) return undefined;
  const dataTime = dataTimeOf({ time: newest }, source);
  const isTooOld =
    maxAgeMs === undefined
      ? freshnessSince(source, dataTime, now).verdict === 'stale'
      : now.getTime() - dataTime.getTime() > maxAgeMs;
  if (!isTooOld) return undefined;
  const limit =
    maxAgeMs === undefined ? `the schedule "${plainLine(source.spec?.trigger?.schedule ?? '')}"` : '--max-age';
  return unprotected('stale', `the newest snapshot is older than ${limit} allows`);
}
