import { InvalidArgumentError } from 'commander';
import { Failure } from '../../errors.ts';

/** Parses a snapshot name: an id prefix, or `latest`. */
export function parseSnapshotName(text: string): string {
  if (text !== 'latest' && !/^[0-9a-f]{4,64}$/.test(text)) {
    throw new InvalidArgumentError('Expected at least 4 digits of the id of a snapshot, or latest.');
  }
  return text;
}

/** Refuses flags of `snapshots` that do not apply to `diff` and `ls`; commander accepts them anywhere. */
export function refuseListOptions(all: Readonly<Record<string, unknown>>): void {
  const flags = { limit: '--limit', since: '--since', asOf: '--as-of', previous: '--previous' };
  for (const [name, flag] of Object.entries(flags)) {
    if (all[name] !== undefined) throw new Failure('usage', `${flag} is for the list of snapshots`);
  }
}
