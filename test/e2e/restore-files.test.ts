import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createApp } from '../lab/app.ts';
import { hostileScript } from './hostile-files.ts';
import { inApp } from './inside-lab.ts';
import { createNamespace, removeNamespace } from './lab.ts';
import { backUp, restored } from './restore-lab.ts';

let namespace: string;
let snapshot: string;

/** In addition to hostile names: a link, a folder, a file, and one that nobody else may read. */
const files = `mkdir -p h tree/deep; cd h; ${hostileScript()}
cd ..; ln -s h link; echo folder >tree/deep/x; echo file >plain; echo key >key; chmod 640 key; chmod 664 plain tree/deep/x; touch -d '2001-02-03 04:05:06' plain`;

/** Content, type, owner, mode and time of everything that existed at first. */
const state = `find h tree link plain key ! -name '*.before-*' -print0 | sort -z | xargs -0 stat -c '%n|%F|%u:%g|%a|%y' | grep -v '|directory|'
find h tree plain key -type f ! -name '*.before-*' -print0 | sort -z | xargs -0 sha256sum`;

/** Everything is rewritten, removed, or replaced by another type. */
const damage = `find h -type f -exec sh -c 'for f; do echo changed >"$f"; done' sh {} +
rm -rf tree link; ln -s /tmp link; rm plain; mkdir plain; echo inside >plain/y; echo stolen >key`;

beforeAll(async () => {
  namespace = await createNamespace('restore-files');
  await createApp({ name: 'files', namespace, files: 0, bootstrap: false, schedule: null });
  await inApp(namespace, 'files', files);
  snapshot = await backUp(namespace, 'files');
});

afterAll(async () => {
  await removeNamespace(namespace);
});

describe('restore APP:PATH on the lab', () => {
  it('restores files into the running app, whatever their names and whatever is in their place', async () => {
    const before = await inApp(namespace, 'files', state);
    await inApp(namespace, 'files', damage);
    const paths = ['files:/h', 'files:tree/deep/x', 'files:/link', 'files:/plain', 'files:key'];
    const run = await restored(namespace, [...paths, '--snapshot', snapshot, '--yes', '-o', 'json']);
    expect(run.exitCode, run.stderr).toBe(0);
    const document = JSON.parse(run.stdout) as { kept: { path: string; keptAs: string }[]; entries: unknown[] };
    expect(document).toMatchObject({ kind: 'files', state: 'restored', check: { kind: 'same', details: [] } });
    expect(await inApp(namespace, 'files', state)).toBe(before);
    expect(document.kept.map(({ path }) => path)).toEqual(
      expect.arrayContaining(['/key', '/link', '/plain', '/h/-rf']),
    );
    expect(await inApp(namespace, 'files', `cat plain.before-*/y key.before-*; readlink link.before-*; ls -A`)).toMatch(
      /^inside\nstolen\n\/tmp\n(?!.*\.volsyncctl-restore)/s,
    );
    const again = await restored(namespace, [...paths, '--snapshot', snapshot, '--yes']);
    expect([again.exitCode, again.stdout]).toEqual([0, expect.stringContaining('nothing to restore')]);
  });

  it('follows no link of the volume, and then changes nothing', async () => {
    await inApp(namespace, 'files', 'rm -rf tree; mkdir other; ln -s other tree');
    const run = await restored(namespace, ['files:/tree/deep/x', 'files:/key', '--yes']);
    expect(run.exitCode, run.stderr).toBe(4);
    expect(run.stderr).toContain('"/tree" is a symlink in the volume: it is not followed');
    expect(await inApp(namespace, 'files', 'ls -A other')).toBe('');
  });
});
