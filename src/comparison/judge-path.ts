import { isSameTime, type ComparedEntry, type ComparisonRecord } from '../restic/comparison-record.ts';
import { isGivenByFsGroup } from './fs-group.ts';
import type { Difference, DifferenceField, DifferenceKind } from './difference.ts';

/** What has to be queried before a path can be judged. */
export type OpenQuestion = 'target' | 'content';

/** `same`: only counted. */
export type PathJudgement = 'same' | { readonly ask: OpenQuestion } | Difference;

/** Further facts about a path. */
export interface PathContext {
  /** It is below a folder that could not be read: the volume's content there is not known. */
  readonly isHidden: boolean;
  readonly fsGroup: number | undefined;
  /** It is in a folder that a CACHEDIR.TAG marks as a cache. */
  readonly isCache: boolean;
}

/** Judges one path. Only what was seen to be equal is the same. */
export function judgePath(record: ComparisonRecord, { isHidden, fsGroup, isCache }: PathContext): PathJudgement {
  const { inSnapshot, inVolume, isMoving } = record;
  if (inSnapshot !== undefined && inVolume !== undefined) {
    return judgeBoth(record, [inSnapshot, inVolume], differing(inSnapshot, inVolume, fsGroup));
  }
  if (isMoving) return of(record, 'moving');
  if (inVolume !== undefined) {
    return inVolume.type === 'socket' ? 'same' : of(record, isCache ? 'cache' : 'only-in-volume');
  }
  if (inSnapshot === undefined) return of(record, 'unreadable', [], 'restic named it, and no listing has it');
  return isHidden ? of(record, 'unreadable', [], 'its folder could not be read') : of(record, 'only-in-snapshot');
}

function judgeBoth(
  record: ComparisonRecord,
  [inSnapshot, inVolume]: readonly [ComparedEntry, ComparedEntry],
  attributes: readonly DifferenceField[],
): PathJudgement {
  if (inSnapshot.type !== inVolume.type) return of(record, 'changed', ['type', ...attributes]);
  const content = contentOf(record, inSnapshot, inVolume);
  if (typeof content === 'object')
    return 'ask' in content ? content : of(record, 'unreadable', attributes, content.why);
  if (content !== 'same') return of(record, 'changed', [content, ...attributes]);
  if (attributes.length > 0) return of(record, 'attributes', attributes);
  return record.isMoving ? of(record, 'moving') : 'same';
}

type Content = 'same' | 'content' | 'target' | { readonly ask: OpenQuestion } | { readonly why: string };

function contentOf(record: ComparisonRecord, inSnapshot: ComparedEntry, inVolume: ComparedEntry): Content {
  switch (inVolume.type) {
    case 'file':
      return contentOfFile(record, inSnapshot, inVolume);
    case 'dir':
      return inVolume.isBlind ? { why: 'the folder could not be read' } : 'same';
    case 'symlink':
      if (inSnapshot.target === undefined || inVolume.target === undefined) return { ask: 'target' };
      return inSnapshot.target === inVolume.target ? 'same' : 'target';
    case 'fifo':
    case 'socket':
      return 'same';
    default:
      return { why: 'what kind of device it is, is not compared' };
  }
}

/** restic reports a file that it could not open like a missing one. */
function contentOfFile(
  { action, isMoving }: ComparisonRecord,
  inSnapshot: ComparedEntry,
  inVolume: ComparedEntry,
): Content {
  if (inSnapshot.size === 0 && inVolume.size === 0) return 'same';
  switch (action) {
    case 'unchanged':
      // It had the snapshot's content when restic read it, and a different size before.
      if (inSnapshot.size === inVolume.size) return 'same';
      return isMoving ? 'same' : { why: 'restic and the listing of the volume do not agree on its size' };
    case 'updated':
      return 'content';
    case 'linked':
      return { ask: 'content' };
    case 'restored':
      return { why: inVolume.isBlind ? 'the file could not be read' : 'restic could not read the file' };
    case undefined:
      return { why: 'restic did not compare it' };
  }
}

/** The time of a folder only shows that an entry was added or removed; links have no mode of their own. */
function differing(
  inSnapshot: ComparedEntry,
  inVolume: ComparedEntry,
  fsGroup: number | undefined,
): readonly DifferenceField[] {
  const fields: DifferenceField[] = [];
  if (!isGivenByFsGroup(inSnapshot, inVolume, fsGroup)) {
    if (inSnapshot.type !== 'symlink' && inSnapshot.mode !== inVolume.mode) fields.push('mode');
    if (inSnapshot.uid !== inVolume.uid || inSnapshot.gid !== inVolume.gid) fields.push('owner');
  }
  if (inSnapshot.type !== 'dir' && !isSameTime(inSnapshot, inVolume)) fields.push('time');
  return fields;
}

function of(
  { path, inVolume, inSnapshot, isMoving }: ComparisonRecord,
  kind: DifferenceKind,
  fields: readonly DifferenceField[] = [],
  why?: string,
): Difference {
  return { kind, path, fields, inVolume, inSnapshot, isMoving, why };
}
