import { plain, type ForeignText } from '../foreign-text.ts';
import { byteSize } from './byte-size.ts';

/**
 * The numbers of one backup; undefined if the log does not have the line. Sizes have the precision that restic prints.
 */
export interface BackupNumbers {
  readonly files: number | undefined;
  readonly bytesProcessed: number | undefined;
  readonly bytesAdded: number | undefined;
  /** After compression. */
  readonly bytesStored: number | undefined;
}

/** Content of the log of one restic mover; VolSync stores only its tail. */
export interface MoverLog extends BackupNumbers {
  /** Short id of the saved snapshot, the only evidence of a backup. */
  readonly snapshot: string | undefined;
  /** Short id of the parent snapshot that the backup was compared with; undefined for the first one. */
  readonly parent: string | undefined;
  /** The volume was empty: nothing was backed up, and the mover exited with 0. */
  readonly isEmpty: boolean;
  /** The repository did not exist and was created. */
  readonly hasCreatedRepository: boolean;
  /** Short id of the restored snapshot. */
  readonly restoredSnapshot: string | undefined;
  /** No snapshot was eligible: nothing was restored, and the mover exited with 0. */
  readonly hasRestoredNothing: boolean;
  /** Total duration of the mover's actions in whole seconds; undefined until they are done. */
  readonly seconds: number | undefined;
  /** How many snapshots forget could not remove; restic still exits with 0. */
  readonly unremoved: number;
  /** restic's messages about files that it could not read. */
  readonly unreadable: readonly string[];
}

/** Parses a mover's log, the full log or the last 1024 bytes that VolSync stores: a truncated line is ignored. */
export function readMoverLog(log: ForeignText | readonly ForeignText[]): MoverLog {
  const lines = moverLogLines(log);
  return {
    ...backupNumbers(lines),
    snapshot: lastMatch(lines, /^snapshot ([0-9a-f]{8,64}) saved$/),
    parent: lastMatch(lines, /^using parent snapshot ([0-9a-f]{8,64})$/),
    isEmpty: lastMatch(lines, /^== Directory is (empty) skipping backup ===$/) !== undefined,
    hasCreatedRepository: lastMatch(lines, /^created restic repository (\S+) at /) !== undefined,
    restoredSnapshot: lastMatch(lines, /^restoring (?:<S|s)napshot ([0-9a-f]{8,64}) of /),
    hasRestoredNothing:
      lastMatch(lines, /^(No eligible snapshots found|=== No data will be restored ===)$/) !== undefined,
    seconds: numberOf(lastMatch(lines, /^Restic completed in (\d+)s$/)),
    unremoved: lines.filter((line) => /^unable to remove snapshot\/[0-9a-f]+ from the repository/.test(line)).length,
    unreadable: lines.flatMap((line) => /^error: (.*)$/.exec(line)?.[1] ?? []),
  };
}

/** Without line ends and terminal control characters. */
export function moverLogLines(log: ForeignText | readonly ForeignText[]): readonly string[] {
  return Array.isArray(log) ? log.map(plain) : plain(log as ForeignText).split('\n');
}

function backupNumbers(lines: readonly string[]): BackupNumbers {
  return {
    files: numberOf(lastMatch(lines, /^processed (\d+) files, .+ in [\d:]+$/)),
    bytesProcessed: byteSize(lastMatch(lines, /^processed \d+ files, (.+) in [\d:]+$/)),
    bytesAdded: byteSize(lastMatch(lines, /^Added to the repository: (.+?) +\(.+ +stored\)$/)),
    bytesStored: byteSize(lastMatch(lines, /^Added to the repository: .+ \((.+?) +stored\)$/)),
  };
}

/** The first group of the last matching line. */
function lastMatch(lines: readonly string[], pattern: RegExp): string | undefined {
  for (let index = lines.length - 1; index >= 0; index -= 1) {
    const match = pattern.exec(lines[index]?.trimEnd() ?? '');
    if (match !== null) return match[1];
  }
  return undefined;
}

function numberOf(digits: string | undefined): number | undefined {
  return digits === undefined ? undefined : Number(digits);
}
