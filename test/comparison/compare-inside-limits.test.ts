import { execFileSync } from 'node:child_process';
import { appendFileSync, chmodSync, linkSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { entriesIn } from '../../src/files/tally.ts';
import { LocalVolume, named, type Node } from '../fakes/local-volume.ts';

let volume: LocalVolume;
const at = (name: string) => path.join(volume.root, name);

beforeEach(() => {
  volume = new LocalVolume();
  mkdirSync(at('conf/deep'), { recursive: true });
  writeFileSync(at('conf/app.yaml'), 'a: 1\n');
  writeFileSync(at('conf/deep/x'), 'deeper');
  writeFileSync(at('empty'), '');
  symlinkSync('conf/app.yaml', at('link'));
  linkSync(at('conf/app.yaml'), at('second'));
  volume.backUp();
});

afterEach(() => {
  for (const folder of volume.folders) rmSync(folder, { recursive: true, force: true });
});

describe('what restic says', () => {
  it('ends it where it fails, with its words', async () => {
    const failing = volume.compare({}, { codes: { ls: 1 } });
    await expect(failing).rejects.toMatchObject({
      kind: 'failed',
      message: expect.stringMatching(/password/) as string,
    });
    await expect(volume.compare({}, { codes: { restore: 1 } })).rejects.toMatchObject({ kind: 'failed' });
  });

  it('ends it where it is not whole', async () => {
    await expect(volume.compare({}, { isCut: true })).rejects.toMatchObject({ kind: 'failed' });
  });

  it('counts for the paths alone that are asked for', async () => {
    appendFileSync(at('empty'), '!');
    const only = { paths: ['/conf', '/conf/deep'] };
    const lies = { nodes: (nodes: readonly Node[]) => within(nodes, '/conf') };
    expect(await volume.compare(only, lies)).toMatchObject({ verdict: 'same', unchanged: { files: 2, folders: 2 } });
    const nowhere = volume.compare({ paths: ['/conf', '/nope'] }, lies);
    await expect(nowhere).rejects.toMatchObject({
      kind: 'not-found',
      message: expect.stringContaining('/nope') as string,
    });
  });

  it('knows of folders above what was asked for no more than that restic names them', async () => {
    const lies = { nodes: (nodes: readonly Node[]) => within(nodes, '/conf/deep'), above: ['/conf'] };
    expect(await volume.compare({ paths: ['/conf/deep'] }, lies)).toMatchObject({ verdict: 'same', why: [] });
  });

  it('finds a path that only the snapshot has', async () => {
    rmSync(at('empty'));
    const lies = { nodes: (nodes: readonly Node[]) => within(nodes, '/empty') };
    expect(named(await volume.compare({ paths: ['/empty'] }, lies))).toEqual(['only-in-snapshot /empty']);
  });
});

describe("the mover's fsGroup", () => {
  const granted = (mode: number, type: string) =>
    type === 'dir' ? mode | 0o2770 : type === 'symlink' ? mode : mode | 0o660;
  const ofCopy = {
    nodes: (nodes: readonly Node[]) =>
      nodes.map((node) => ({ ...node, gid: 4000, mode: granted(node.mode, node.type) })),
  };

  it('is no difference, and is counted', async () => {
    expect(await volume.compare({ fsGroup: 4000 }, ofCopy)).toMatchObject({ verdict: 'same', byFsGroup: 7 });
  });

  it('is one where the mover has none, or another', async () => {
    const none = await volume.compare({}, ofCopy);
    expect([none.verdict, entriesIn(none.attributes)]).toEqual(['different', 7]);
    expect((await volume.compare({ fsGroup: 4001 }, ofCopy)).verdict).toBe('different');
  });

  it('explains no other bit', async () => {
    chmodSync(at('empty'), 0o606);
    expect(named(await volume.compare({ fsGroup: 4000 }, ofCopy))).toEqual(['attributes /empty mode owner']);
  });
});

it('names no more of each kind than it was asked for, and counts all', async () => {
  for (let index = 0; index < 30; index += 1) writeFileSync(at(`new-${index}`), '');
  const comparison = await volume.compare({ limit: 3 });
  expect(comparison.onlyInVolume.files).toBe(30);
  expect(comparison.examples).toHaveLength(3);
});

it('leaves lost+found and sockets out', async () => {
  mkdirSync(at('conf/lost+found'));
  writeFileSync(at('conf/lost+found/x'), '');
  execFileSync('python3', ['-c', `import socket; socket.socket(socket.AF_UNIX).bind('${at('s')}')`]);
  expect(await volume.compare()).toMatchObject({ verdict: 'same' });
});

function within(nodes: readonly Node[], folder: string): readonly Node[] {
  return nodes.filter(({ path: of }) => of === folder || of.startsWith(`${folder}/`));
}
