import { describe, expect, it } from 'vitest';
import type { Difference, DifferenceKind } from '../../../../../src/comparison/difference.ts';
import type { ComparedEntry } from '../../../../../src/restic/comparison-record.ts';
import { includePattern } from '../../../../../src/commands/restore/files/judgement/include-pattern.ts';
import { keptName } from '../../../../../src/commands/restore/files/judgement/kept-name.ts';
import { bytesOfPath } from '../../../../../src/files/path-bytes.ts';
import {
  plannedFiles,
  recordWords,
  restoreSteps,
} from '../../../../../src/commands/restore/files/judgement/restore-steps.ts';

const now = new Date('2026-11-29T15:30:12.345Z');

function entry(path: string, more: Partial<ComparedEntry> = {}): ComparedEntry {
  const time = new Date('2026-11-28T10:00:00.123Z');
  const kept = { nanoseconds: 123_456_789, isBlind: false };
  return { path, type: 'file', mode: 0o640, uid: 1000, gid: 1000, size: 5, time, ...kept, ...more };
}

function difference(kind: DifferenceKind, path: string, sides: Partial<Difference> = {}): Difference {
  return {
    kind,
    path,
    fields: [],
    inVolume: entry(path),
    inSnapshot: entry(path),
    isMoving: false,
    why: undefined,
    ...sides,
  };
}

const onlyInSnapshot = (path: string, more: Partial<ComparedEntry> = {}) =>
  difference('only-in-snapshot', path, { inVolume: undefined, inSnapshot: entry(path, more) });

function stepsOf(differences: readonly Difference[], missingParents: readonly ComparedEntry[] = [], isGiven = false) {
  const files = plannedFiles(differences, missingParents);
  return restoreSteps(files, { missingParents, isGiven: () => isGiven, now });
}

describe('the steps of a restore of files', () => {
  it('leave alone what only the volume has, and sockets', () => {
    const alone = difference('only-in-volume', '/log', { inSnapshot: undefined });
    const socket = onlyInSnapshot('/run.sock', { type: 'socket' });
    expect(plannedFiles([alone, socket], [])).toEqual([]);
  });

  it('put a new folder in its place as a whole, and stage it as one', () => {
    const { steps, patterns } = stepsOf([
      onlyInSnapshot('/conf/b'),
      onlyInSnapshot('/conf', { type: 'dir' }),
      onlyInSnapshot('/conf/deep', { type: 'dir' }),
      onlyInSnapshot('/conf-2'),
    ]);
    expect(steps.map(({ kind, path }) => [kind, path])).toEqual([
      ['put', '/conf'],
      ['put', '/conf-2'],
    ]);
    expect(patterns).toEqual(['/conf', '/conf-2']);
  });

  it('bring parents that are not there, with their own attributes and nothing else that is in them', () => {
    const parents = [entry('/a', { type: 'dir', mode: 0o750 }), entry('/a/b', { type: 'dir' })];
    const { steps, patterns } = stepsOf([onlyInSnapshot('/a/b/c')], parents);
    expect(steps.map(({ kind, path }) => [kind, path])).toEqual([
      ['put', '/a'],
      ['dress', '/a/b'],
      ['dress', '/a'],
    ]);
    expect(patterns).toEqual(['/a/b/c']);
  });

  it('set attributes alone where the content is the same, those of a folder last', () => {
    const folder = { inVolume: entry('/d', { type: 'dir' }), inSnapshot: entry('/d', { type: 'dir', mode: 0o555 }) };
    const { steps, patterns } = stepsOf([difference('attributes', '/d', folder), difference('attributes', '/d/f')]);
    expect(steps.map(({ kind, path }) => [kind, path])).toEqual([
      ['set', '/d/f'],
      ['set', '/d'],
    ]);
    expect(patterns).toEqual([]);
    expect(steps.map((step) => recordWords(step).at(-1))).toEqual(['1795860000.123456789', '']);
  });

  it('keep the mode of a file that only the copy of the mover had opened to a group', () => {
    const sides = { inVolume: entry('/key', { mode: 0o600, gid: 7 }), inSnapshot: entry('/key', { mode: 0o660 }) };
    const { steps } = stepsOf([difference('changed', '/key', sides)], [], true);
    expect(steps.map(({ kind, entry: { mode, gid } }) => [kind, mode, gid])).toEqual([
      ['put', 0o660, 1000],
      ['dress', 0o600, 7],
    ]);
    expect(steps[1] && recordWords(steps[1]).at(-1)).toBe('');
    expect(stepsOf([difference('changed', '/key', sides)]).steps).toHaveLength(1);
  });

  it('write a file anew whose time is not known to the nanosecond', () => {
    const sides = { inSnapshot: entry('/a', { nanoseconds: undefined }) };
    expect(stepsOf([difference('attributes', '/a', sides)])).toMatchObject({
      steps: [{ kind: 'put' }],
      patterns: ['/a'],
    });
  });

  it('say what is done of each path, in the order of bytes', () => {
    const files = plannedFiles(
      [difference('attributes', '/b'), difference('moving', '/a'), onlyInSnapshot('/\udcff'), onlyInSnapshot('/é')],
      [],
    );
    expect(files.map(({ path, action, isMoving }) => [path, action, isMoving])).toEqual([
      ['/a', 'changed', true],
      ['/b', 'attributes', false],
      ['/é', 'new', false],
      ['/\udcff', 'new', false],
    ]);
  });
});

it('hands a record to the pod in words of ASCII', () => {
  const [step] = stepsOf([difference('changed', '/new\nline')]).steps;
  expect(step && recordWords(step)).toEqual([
    'put-file',
    String.raw`/new\0012line`,
    String.raw`new\0012line.before-20261129T153012Z`,
    '0640',
    '1000:1000',
    '1795860000.123456789',
  ]);
});

it.each([
  ['/conf/app.yaml', '/conf/app.yaml'],
  ['/a*b?[c]\\d', String.raw`/a\*b\?\[c]\\d`],
  ['/$HOME/#x', '/?HOME/#x'],
  ['/ends with a blank ', '/ends?with?a?blank?'],
  ['/new\nline\t\u00a0', '/new?line??'],
  ['/bad\udcffutf', '/bad?utf'],
  ['/é🐳', '/é🐳'],
])('of %j restic is asked for %s', (path, pattern) => {
  expect(includePattern(path)).toBe(pattern);
});

describe('the name that a replaced file is kept by', () => {
  it('is dated', () => expect(keptName('app.yaml', now)).toBe('app.yaml.before-20261129T153012Z'));

  it('is no longer than Linux lets it be, with room for a number', () => {
    const name = keptName('é'.repeat(127), now);
    expect(bytesOfPath(name).length).toBe(250);
    expect(name).toMatch(/\.before-20261129T153012Z$/);
  });
});
