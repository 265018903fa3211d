import { Failure } from '../errors.ts';
import { byteSize } from '../restic/byte-size.ts';
import { NotTheSame } from './check-restored.ts';
import { shortId, type Snapshot } from '../restic/snapshots.ts';

/** restic's summary at the end of a restore; folders are counted as well. */
export interface RestoreSummary {
  readonly entries: number;
  /** To restic's precision. */
  readonly bytes: number | undefined;
}

/**
 * Checks the summary of a restore into an empty volume; throws a Failure `unknown` if it is missing, or less than the
 * snapshot contains.
 */
export function restoreSummary(lines: readonly string[], { id, summary }: Snapshot): RestoreSummary {
  const pattern = /^Summary: Restored (?<entries>\d+)(?: \/ (?<all>\d+))? files\/dirs \((?<size>.+?)(?: \/ .+)?\) in /;
  const { entries, all, size } = lines.map((line) => pattern.exec(line)?.groups).findLast(Boolean) ?? {};
  if (entries === undefined) {
    throw new Failure(
      'unknown',
      `How much of snapshot ${shortId(id)} was restored is not known: the mover's log does not say.`,
    );
  }
  const isPart = all !== undefined && all !== entries;
  if (isPart || Number(entries) < (summary?.files ?? 0)) {
    const message = `Only ${entries} of ${all ?? summary?.files ?? 0} files of snapshot ${shortId(id)} were restored.`;
    throw new NotTheSame('failed', message);
  }
  return { entries: Number(entries), bytes: byteSize(size) };
}
