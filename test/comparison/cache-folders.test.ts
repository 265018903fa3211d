import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { LocalVolume, named, type Node } from '../fakes/local-volume.ts';

const tag = 'Signature: 8a477f597d28d172789f06886806bc55\n# a cache\n';

describe('a folder with a CACHEDIR.TAG', () => {
  const volume = new LocalVolume();
  const at = (name: string) => path.join(volume.root, name);
  afterEach(() => {
    for (const folder of volume.folders) rmSync(folder, { recursive: true, force: true });
  });

  it('is a class of its own where restic left out what is in it, and no more than what it holds', async () => {
    for (const folder of ['cache/deep', 'liar', 'caches']) mkdirSync(at(folder), { recursive: true });
    writeFileSync(at('cache/CACHEDIR.TAG'), tag);
    writeFileSync(at('cache/blob'), 'blob');
    writeFileSync(at('cache/deep/blob'), 'deeper');
    writeFileSync(at('liar/CACHEDIR.TAG'), 'Signature: none');
    writeFileSync(at('liar/precious'), 'precious');
    writeFileSync(at('caches/other'), 'other');
    volume.backUp();
    const kept = ['/cache', '/cache/CACHEDIR.TAG', '/liar', '/liar/CACHEDIR.TAG', '/caches'];
    const lies = { nodes: (nodes: readonly Node[]) => nodes.filter((node) => kept.includes(node.path)) };
    const comparison = await volume.compare({}, lies);
    expect(named(comparison)).toEqual([
      'cache /cache/blob',
      'cache /cache/deep',
      'cache /cache/deep/blob',
      'only-in-volume /caches/other',
      'only-in-volume /liar/precious',
    ]);
    expect(comparison).toMatchObject({
      verdict: 'different',
      caches: { files: 2, folders: 1 },
      onlyInVolume: { files: 2, folders: 0 },
    });
  });
});
