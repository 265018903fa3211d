import { chmodSync, existsSync, lstatSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { cacheFolder, type CacheUser } from '../src/cache-folder.ts';

const uid = process.getuid?.() ?? 0;
let home: string;

beforeEach(() => {
  home = mkdtempSync(path.join(tmpdir(), 'cache-folder-'));
});

afterEach(() => {
  rmSync(home, { recursive: true });
});

function found(user: Partial<CacheUser> = {}): string | undefined {
  return cacheFolder({ env: {}, platform: 'linux', home, uid, ...user });
}

describe('cacheFolder', () => {
  it('is a folder of the user alone, below the user’s cache', () => {
    const folder = path.join(home, '.cache', 'volsyncctl');
    expect(found()).toBe(folder);
    expect(lstatSync(folder).mode & 0o777).toBe(0o700);
    expect(found()).toBe(folder);
  });

  it.each<[string, Partial<CacheUser>, string[]]>([
    ['macOS', { platform: 'darwin' }, ['Library', 'Caches', 'volsyncctl']],
    [
      'a cache named by the environment, which has to be absolute',
      { env: { XDG_CACHE_HOME: 'here' } },
      ['.cache', 'volsyncctl'],
    ],
  ])('is where the platform has it: %s', (_what, user, names) => {
    expect(found(user)).toBe(path.join(home, ...names));
  });

  it('follows XDG_CACHE_HOME, and LOCALAPPDATA on Windows', () => {
    const base = path.join(home, 'mine');
    expect(found({ env: { XDG_CACHE_HOME: base } })).toBe(path.join(base, 'volsyncctl'));
    expect(found({ platform: 'win32', uid: undefined, env: { LOCALAPPDATA: base } })).toBe(
      path.join(base, 'volsyncctl'),
    );
    expect(found({ platform: 'win32', uid: undefined })).toBeUndefined();
  });

  it('is none where others can write to it', () => {
    mkdirSync(path.join(home, '.cache', 'volsyncctl'), { recursive: true });
    chmodSync(path.join(home, '.cache', 'volsyncctl'), 0o770);
    expect(found()).toBeUndefined();
  });

  it('is none where it is a link, or the folder of somebody else', () => {
    mkdirSync(path.join(home, '.cache'));
    mkdirSync(path.join(home, 'elsewhere'), { mode: 0o700 });
    symlinkSync(path.join(home, 'elsewhere'), path.join(home, '.cache', 'volsyncctl'));
    expect(found()).toBeUndefined();
    rmSync(path.join(home, '.cache', 'volsyncctl'));
    expect(found()).toBe(path.join(home, '.cache', 'volsyncctl'));
    expect(found({ uid: uid + 1 })).toBeUndefined();
  });

  it.each([0o777, 0o770])('is none where others can exchange a folder above it: %o', (mode) => {
    const shared = path.join(home, 'shared');
    mkdirSync(shared);
    chmodSync(shared, mode);
    expect(found({ home: path.join(shared, 'me') })).toBeUndefined();
    expect(existsSync(path.join(shared, 'me'))).toBe(false);
    // Like the shared temporary folder: nobody can remove files of others.
    chmodSync(shared, 0o1777);
    expect(found({ home: path.join(shared, 'me') })).toBe(path.join(shared, 'me', '.cache', 'volsyncctl'));
  });

  it('is none where nothing can be made', () => {
    expect(found({ home: '/proc/self' })).toBeUndefined();
  });
});
