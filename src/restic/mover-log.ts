import { bytesOf } from './size-text.ts';
import { readLock, type LockHolder } from './lock-text.ts';

/** What the log of VolSync's restic mover says; sizes in bytes, as exact as restic's rounded text. */
export interface MoverLog {
  /** The short id of the snapshot that the backup saved. */
  readonly snapshot: string | undefined;
  /** The volume was empty: no backup was made, and VolSync calls it a success. */
  readonly isEmpty: boolean;
  readonly parent: string | undefined;
  readonly files: number | undefined;
  readonly bytesProcessed: number | undefined;
  readonly bytesAdded: number | undefined;
  readonly bytesStored: number | undefined;
  /** Whole seconds that the mover's script took. */
  readonly seconds: number | undefined;
  readonly hasCreatedRepository: boolean;
  /** The short id of the snapshot that was restored. */
  readonly restoredSnapshot: string | undefined;
  /** No snapshot was eligible: nothing was restored, and VolSync calls it a success. */
  readonly hasRestoredNothing: boolean;
  /** Who holds the lock that stopped restic. */
  readonly lock: LockHolder | undefined;
}

/** Reads a mover's log, whole or VolSync's last 1024 bytes of it: a line that was cut says nothing. */
export function readMoverLog(text: string): MoverLog {
  const processed = /^processed (?<files>[\d,]+) files, (?<size>[\d.]+ \w+) in /m.exec(text)?.groups;
  const added = /^Added to the repository: (?<added>[\d.]+ \w+) \((?<stored>[\d.]+ \w+) stored\)/m.exec(text)?.groups;
  return {
    snapshot: last(text, /^snapshot ([0-9a-f]{8,64}) saved$/gm),
    isEmpty: /^== Directory is empty skipping backup ===$/m.test(text),
    parent: last(text, /^using parent snapshot ([0-9a-f]{8,64})$/gm),
    files: numberOf(processed?.['files']?.replaceAll(',', '')),
    bytesProcessed: bytesOf(processed?.['size']),
    bytesAdded: bytesOf(added?.['added']),
    bytesStored: bytesOf(added?.['stored']),
    seconds: numberOf(last(text, /^Restic completed in (\d+)s$/gm)),
    hasCreatedRepository: /^created restic repository /m.test(text),
    restoredSnapshot: last(text, /^restoring (?:snapshot |<Snapshot )([0-9a-f]{8,64}) of /gm),
    hasRestoredNothing: /^=== No data will be restored ===$|^No eligible snapshots found/m.test(text),
    lock: readLock(text),
  };
}

function last(text: string, pattern: RegExp): string | undefined {
  return [...text.matchAll(pattern)].at(-1)?.[1];
}

function numberOf(text: string | undefined): number | undefined {
  return text === undefined ? undefined : Number(text);
}
