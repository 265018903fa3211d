import type { AppVerdict, VerifyReport } from '../operations/verify/verify-result.ts';
import type { ListedRepository } from '../restic/listing.ts';
import { agoText } from './age.ts';
import { plainLine } from './plain.ts';
import { sizeText } from './size.ts';
import type { Row } from './table.ts';
import { renderTable } from './table.ts';
import type { Style } from './style.ts';

export const listingHeaders = ['APP', 'VERDICT', 'NEWEST', 'SNAPSHOTS', 'LOCKS', 'SIZE', 'REPOSITORY'] as const;

/** The cells of an app whose repository was judged by its files, after its name and verdict. */
export function listingCells({ listed, repository, seenAt }: AppVerdict, now: Date): readonly string[] {
  if (listed === undefined) return ['–', '–', '–', '–', repository === undefined ? '–' : plainLine(repository)];
  return repositoryCells(listed, seenAt ?? now);
}

/** restic renews its lock every 5 minutes; what is not renewed for half an hour nobody holds any more. */
const staleLockMs = 30 * 60_000;

function repositoryCells({ newest, snapshots, locks, oldestLock, bytes, path }: ListedRepository, now: Date) {
  const isStale = oldestLock !== undefined && now.getTime() - oldestLock.getTime() > staleLockMs;
  return [
    agoText(newest, now),
    String(snapshots),
    isStale ? `${locks} stale` : String(locks),
    bytes === undefined ? '–' : sizeText(bytes),
    plainLine(path),
  ];
}

const mostOthers = 10;

/** The repositories of no app that was asked for, as a table of their own; empty without any. */
export function renderOtherRepositories(
  { repositories = [], apps, time }: VerifyReport,
  { style, isWide }: { readonly style: Style; readonly isWide: boolean },
): string {
  const used = new Set(apps.map(({ listed }) => listed?.path));
  const others = repositories.filter(({ path }) => !used.has(path));
  if (others.length === 0) return '';
  const shown = isWide ? others : others.slice(0, mostOthers);
  const rows: readonly Row[] = shown.map((each) => ({ cells: repositoryCells(each, time) }));
  const title = `Beside these${others.length > shown.length ? `, of ${others.length} (all with -o wide)` : ''}:`;
  return `\n${style.quiet(title)}\n${renderTable(rows, { headers: listingHeaders.slice(2) })}`;
}
