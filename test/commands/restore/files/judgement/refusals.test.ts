import { describe, expect, it } from 'vitest';
import type { Failure } from '../../../../../src/errors.ts';
import { readPodUser } from '../../../../../src/commands/restore/files/judgement/pod-user.ts';
import {
  refuseImpossible,
  type FoundObstacles,
  type PlannedRestore,
} from '../../../../../src/commands/restore/files/judgement/refusals.ts';
import type { PlannedFile } from '../../../../../src/commands/restore/files/judgement/restore-steps.ts';
import type { FileEntry } from '../../../../../src/files/file-entry.ts';

const nobody = readPodUser(['1000', '1000,2000', '0000000000000000']);
const root = readPodUser(['0', '0', '000000000000000b']);

function entry(more: Partial<FileEntry> = {}): FileEntry {
  return { path: '/a', type: 'file', mode: 0o644, uid: 1000, gid: 1000, size: 5, time: new Date(0), ...more };
}

function file(inSnapshot: Partial<FileEntry>, more: Partial<PlannedFile> = {}): PlannedFile {
  const whole = entry(inSnapshot);
  return { path: whole.path, action: 'changed', inVolume: entry(), inSnapshot: whole, isMoving: false, ...more };
}

function refusal(plan: Partial<PlannedRestore>, found: Partial<FoundObstacles> = {}): string {
  const whole = {
    ...{ request: { app: { namespace: 'home', name: 'web' } }, claim: 'data', files: [file({})], user: nobody },
    ...{ space: { neededBytes: 5, freeBytes: 100 }, ...plan },
  };
  try {
    refuseImpossible(whole, { problems: new Map(), steps: [], freeInodes: 100, ...found });
    return '';
  } catch (error) {
    const { kind, message, details, hint } = error as Failure;
    return [kind, message, ...details, hint].join('\n');
  }
}

describe('before anything is changed', () => {
  it('nothing is said of what can be done', () => {
    expect(refusal({})).toBe('');
    expect(refusal({ files: [file({ gid: 2000 })] })).toBe('');
    expect(refusal({ files: [file({ uid: 33, gid: 33 })], user: root })).toBe('');
  });

  it.each([
    ['another user', file({ uid: 33 })],
    ['another group', file({ gid: 33 })],
    ["somebody else's attributes", file({}, { action: 'attributes', inVolume: entry({ uid: 33 }) })],
  ])('%s that the pod cannot keep is refused, with a way that can', (_what, one) => {
    const said = refusal({ files: [one] });
    expect(said).toMatch(
      /^refused\nUser 1000 \(groups 1000, 2000\) cannot keep owner, mode and time of 1 path; nothing was changed/,
    );
    expect(said).toContain('--uid 0 --gid 0');
    expect(said).toContain('kubectl annotate namespace home volsync.backube/privileged-movers=true');
  });

  it('a mode alone is set where its owner runs the pod, whatever the group', () => {
    const same = { uid: 1000, gid: 33 };
    expect(refusal({ files: [file(same, { action: 'attributes', inVolume: entry(same) })] })).toBe('');
  });

  it('a volume without room is refused, in bytes and in inodes', () => {
    expect(refusal({ space: { neededBytes: 101, freeBytes: 100 } })).toMatch(
      /^refused\nPVC home\/data is too full: 101 B are needed .*, 100 B are free; nothing was changed/,
    );
    expect(refusal({}, { freeInodes: 2 })).toMatch(/no room for 1 more entries \(inodes\)/);
  });

  it('a device is refused, which a pod may not make', () => {
    expect(refusal({ files: [file({ path: '/tty', type: 'chardev' })], user: root })).toMatch(
      /^refused\n"\/tty" is a device/,
    );
  });

  it.each([
    ['link', 'is beneath a symlink of the volume, which is not followed'],
    ['closed', 'is in a folder that this user may not write to'],
  ])('what the pod found in the way is named: %s', (why, words) => {
    const step = { kind: 'put', path: '/a\nb', entry: entry(), keptName: 'x' } as const;
    expect(refusal({}, { problems: new Map([[0, why]]), steps: [step] })).toContain(String.raw`"/a\nb" ` + words);
  });
});

it('who the pod runs as must be understood', () => {
  expect(root).toEqual({ uid: 0, gids: [0], mayChown: true, mayChangeOthers: true });
  expect(nobody).toEqual({ uid: 1000, gids: [1000, 2000], mayChown: false, mayChangeOthers: false });
  expect(() => readPodUser(['1000', '1000', ''])).toThrow(/not understood/);
});
