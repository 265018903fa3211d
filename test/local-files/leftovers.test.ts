import { existsSync, lstatSync, mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { openLocalFiles } from '../../src/local-files/open-local-files.ts';
import { isLeftOver, partName, type Creators } from '../../src/local-files/part-name.ts';
import type { Creator, CreatorState } from '../../src/creator.ts';
import { pieces, tarBytes } from '../fakes/local-files/tar-bytes.ts';
import { temporaryFolder } from '../fakes/local-files/temporary-folder.ts';
import { conf, neverAborted } from '../fakes/local-files/unpack-into.ts';

const place = 'boot pid:[1] 77';

/** A run of process 7, as this one sees others. */
function creators(change: Partial<Creator> = {}, fate: CreatorState = 'gone'): Creators {
  const own = { hostname: 'desk', pid: 7, place, ...change };
  return { creator: () => own, creatorStateOf: () => fate, uid: process.getuid?.() };
}

const old = partName(creators({ pid: 3, place: 'boot pid:[1] 33' }));

describe('isLeftOver', () => {
  it('is what a process of this machine has left that is gone, known by its start', () => {
    const asked: Creator[] = [];
    const own: Creators = { ...creators(), creatorStateOf: (creator) => (asked.push(creator), 'gone') };
    expect(isLeftOver(old, own)).toBe(true);
    expect(asked).toEqual([{ hostname: 'desk', pid: 3, place: 'boot pid:[1] 33' }]);
  });

  it.each<[string, string, Creators]>([
    ['of a process that runs', old, creators({}, 'running')],
    ['of another machine', old, creators({ hostname: 'other' })],
    ['of another boot', old, creators({ place: 'reboot pid:[1] 77' })],
    ['that only looks like one', '.volsyncctl-0123456789ab.part', creators()],
    ['of a person', `${old}.txt`, creators()],
  ])('is nothing %s', (_what, name, own) => {
    expect(isLeftOver(name, own)).toBe(false);
  });
});

describe('a copy that is run again', () => {
  const source = { archived: 'conf', name: 'conf' };
  const whole = tarBytes([conf, { name: 'conf/a', content: 'a' }]);

  async function copied(local: string, tar: Buffer = whole) {
    const files = openLocalFiles(creators());
    const [to] = await files.places(local, [source]);
    if (to === undefined) throw new Error('no place');
    return files.unpack(pieces(tar, 512), to, { signal: neverAborted });
  }

  it('removes what one that was killed has left, and nothing else', async () => {
    const folder = temporaryFolder();
    const target = path.join(folder, 'conf');
    mkdirSync(path.join(target, old, 'deep'), { recursive: true });
    mkdirSync(path.join(folder, old), { mode: 0o500 });
    writeFileSync(path.join(target, 'kept.part'), 'mine');
    symlinkSync(path.join(target, 'kept.part'), path.join(target, partName(creators({ pid: 4 }))));
    await copied(folder);
    expect(readdirSync(folder)).toEqual(['conf']);
    expect(readdirSync(target).sort()).toEqual(['a', 'kept.part']);
  });

  it('does not go into what one that was interrupted has made: a folder has its name when it is whole', async () => {
    const folder = temporaryFolder();
    const local = path.join(folder, 'new');
    await expect(copied(local, whole.subarray(0, 1100))).rejects.toThrow();
    expect(readdirSync(folder)).toEqual([]);
    await copied(local);
    expect(readdirSync(local)).toEqual(['a']);
    expect(lstatSync(local).mode & 0o777).toBe(0o755);
    expect(existsSync(path.join(local, 'conf'))).toBe(false);
  });
});
