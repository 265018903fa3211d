import { execFileSync } from 'node:child_process';
import {
  existsSync,
  linkSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  readlinkSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { paxTarBytes, tarBytes, type RawEntry } from '../fakes/local-files/tar-bytes.ts';
import { temporaryFolder } from '../fakes/local-files/temporary-folder.ts';
import { below, conf, unpackInto } from '../fakes/local-files/unpack-into.ts';

describe('unpack with names that are hard', () => {
  it.each([tarBytes, paxTarBytes])('fetches every name byte for byte', async (bytesOf) => {
    const names = [
      ' two  words ',
      'new\nline',
      `"quoted" 'and' \`so\``,
      '\x1b[31mred\x07\x7f',
      'ü€😀',
      '-rf',
      'back\\slash',
      'C:',
      Buffer.from([0x63, 0x61, 0x66, 0xe9]),
      Buffer.from([0xff, 0xfe, 0x80]),
      Buffer.from([0xef, 0xbf, 0xbd]), // the replacement character for bytes that are not UTF-8
      'n'.repeat(255),
      Buffer.alloc(255, 0xe9),
    ].map((name) => Buffer.from(name as Buffer));
    const folder = temporaryFolder();
    const files = names.map((name, index) => ({
      name: Buffer.concat([Buffer.from('conf/'), name]),
      content: String(index),
    }));
    const result = await unpackInto(folder, bytesOf([conf, ...files]));
    expect(result).toMatchObject({ files: names.length, refused: { count: 0 } });
    for (const [index, name] of names.entries()) {
      const path = Buffer.concat([Buffer.from(`${folder}/conf/`), name]);
      expect(readFileSync(path, 'utf8')).toBe(String(index));
    }
  });

  it.each([tarBytes, paxTarBytes])('keeps the targets of links byte for byte', async (bytesOf) => {
    const folder = temporaryFolder();
    const name = Buffer.concat([Buffer.from('conf/'), Buffer.alloc(150, 0xe9)]);
    await unpackInto(
      folder,
      bytesOf([
        conf,
        { name, content: 'a' },
        { name: 'conf/hard', type: '1', target: name },
        { name: 'conf/soft', type: '2', target: name.subarray(5) },
      ]),
    );
    expect(readFileSync(join(folder, 'conf/hard'), 'utf8')).toBe('a');
    expect(readlinkSync(join(folder, 'conf/soft'), 'buffer')).toEqual(name.subarray(5));
  });

  it('goes as deep as paths can be', async () => {
    const folder = temporaryFolder();
    const deep = ['conf', ...Array.from({ length: 2044 }, () => 'd'), 'file'].join('/');
    expect(Buffer.byteLength(deep)).toBeGreaterThanOrEqual(4095 - 5);
    const parents: RawEntry[] = [];
    for (let end = deep.indexOf('/'); end > 0; end = deep.indexOf('/', end + 1)) {
      parents.push({ name: deep.slice(0, end), type: '5', mode: 0o711 });
    }
    const result = await unpackInto(
      folder,
      tarBytes([...parents, { name: deep, content: 'deep' }, { name: 'conf/up' }]),
    );
    expect(result).toMatchObject({ files: 2, folders: parents.length, bytes: 4, refused: { count: 0 } });
    expect(existsSync(join(folder, 'conf/up'))).toBe(true);
    expect(lstatSync(join(folder, 'conf/d/d')).mode & 0o777).toBe(0o711);
    const tail = execFileSync('find', [folder, '-name', 'file', '-execdir', 'cat', '{}', ';']);
    expect(tail.toString()).toBe('deep');
  });
});

describe('unpack of what real programs write', () => {
  it.each(['tar', 'busybox tar'])('%s, with everything that is hard in a name', async (program) => {
    const outer = temporaryFolder();
    mkdirSync(join(outer, 'conf/sub'), { recursive: true });
    const odd = Buffer.concat([Buffer.from(`${outer}/conf/`), Buffer.alloc(200, 0xe9), Buffer.from('\n"')]);
    writeFileSync(odd, 'odd');
    linkSync(odd, join(outer, 'conf/sub/hard'));
    symlinkSync('../sub', join(outer, 'conf/sub/soft'));
    mkdirSync(join(outer, 'to'));
    const [command = '', ...args] = program.split(' ');
    const tar = outputOf(command, [...args, '-C', outer, '-cf', '-', 'conf']);
    // Not every machine has it.
    if (tar === undefined) return;
    const result = await unpackInto(join(outer, 'to'), tar);
    expect(result).toMatchObject({ files: 1, folders: 2, links: 2, refused: { count: 0 } });
    expect(below(join(outer, 'to/conf'))).toEqual(below(join(outer, 'conf')));
    expect(readFileSync(join(outer, 'to/conf/sub/hard'), 'utf8')).toBe('odd');
  });
});

function outputOf(command: string, args: readonly string[]): Buffer | undefined {
  try {
    return execFileSync(command, args, { stdio: ['ignore', 'pipe', 'ignore'] });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
