import type { SnapshotSelector } from '../../restore/snapshot-selector.ts';
import { type Command, InvalidArgumentError } from 'commander';
import { Failure } from '../../errors.ts';
import { quantityBytes } from '../../volsync/quantity.ts';
import { timeFlagReader } from '../time-flag.ts';
import { parseSnapshotName } from './snapshot-arguments.ts';
import { parseWholeNumber } from './whole-number.ts';

/** Declares the flags that select the snapshot to restore. `now` is the clock for times on the command line. */
export function addSnapshotOptions(command: Command, now: Date): Command {
  return command
    .option('--latest', 'the newest (the default for an app)')
    .option('--as-of <time>', 'the newest at or before this time', timeFlagReader(now, 'end'))
    .option('--previous <number>', 'the one with this many newer snapshots', parseWholeNumber)
    .option('--snapshot <id>', 'the one whose id starts with this', parseSnapshotName);
}

/** Those flags; undefined if none was given. */
export function snapshotSelector(all: Readonly<Record<string, unknown>>): SnapshotSelector | undefined {
  const { latest, asOf, previous, snapshot } = all as {
    latest?: true;
    asOf?: Date;
    previous?: number;
    snapshot?: string;
  };
  const wishes: readonly SnapshotSelector[] = [
    ...(latest === true ? [{ kind: 'latest' as const }] : []),
    ...(asOf === undefined ? [] : [{ kind: 'as-of' as const, moment: asOf }]),
    ...(previous === undefined ? [] : [{ kind: 'previous' as const, count: previous }]),
    ...(snapshot === undefined ? [] : [{ kind: 'snapshot' as const, name: snapshot }]),
  ];
  if (wishes.length > 1) throw new Failure('usage', `${wishes.map(flagOf).join(' and ')} cannot be combined`);
  return wishes[0];
}

/** Parses a Kubernetes quantity. */
export function parseCapacity(text: string): string {
  const bytes = quantityBytes(text);
  if (bytes === undefined || bytes <= 0) throw new InvalidArgumentError('Expected a size such as 500Mi or 5Gi.');
  return text;
}

function flagOf({ kind }: SnapshotSelector): string {
  return `--${kind}`;
}
