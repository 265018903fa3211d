import { Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { readDifferences } from '../../../../src/commands/restore/judgement/volume-differences.ts';

const zero = 'a'.repeat(64);
const one = 'b'.repeat(64);
const file = (
  path: string,
  change: Partial<Record<'mode' | 'owner' | 'time' | 'size' | 'type' | 'target', string>> = {},
) => {
  const {
    mode = '644',
    owner = '4000 4000',
    time = '1700000000.1234567890',
    size = '3',
    type = 'f',
    target = '',
  } = change;
  return `./${path}//${type} ${mode} ${owner} ${time} ${size} 1//${target}`;
};
const content = (path: string, digest: string) => `./${path}//#${digest}`;
const end = ['=copy', '=live', '=end 0 7'];

async function read(records: readonly string[], size = 5): Promise<unknown[]> {
  const bytes = Buffer.from(records.map((record) => `${record}\0`).join(''), 'latin1');
  return readBytes(bytes, size);
}

async function readBytes(bytes: Buffer, size: number): Promise<unknown[]> {
  const chunks = Array.from({ length: Math.ceil(bytes.length / size) }, (_, index) =>
    bytes.subarray(index * size, (index + 1) * size),
  );
  const found = [];
  for await (const difference of readDifferences(Readable.from(chunks))) found.push(difference);
  return found;
}

const kinds = async (records: readonly string[]) =>
  (await read([...records, ...end])).map((found) => {
    const { kind, path } = found as { kind: string; path?: string };
    return path === undefined ? kind : `${kind} ${path}`;
  });

describe('the differences of two volumes', () => {
  it('are none where nothing is printed, and then all was read', async () => {
    expect(await read(end)).toEqual([{ kind: 'end', isWhole: true, files: 7 }]);
    expect(await read(['', '', '=copy', '=live', '=end 1 7'])).toEqual([{ kind: 'end', isWhole: false, files: 7 }]);
  });

  it.each<[string, string[], string[]]>([
    [
      'only in one',
      [`${content('a', zero)}C`, `${file('a')}C`, `${file('b')}L`],
      ['only-in-copy /a', 'only-in-live /b'],
    ],
    ['another size', [`${file('a')}C`, `${file('a', { size: '4' })}L`], ['content /a']],
    ['another content alone', [`${content('a', zero)}C`, `${content('a', one)}L`], ['content /a']],
    // A file that only one side could read is not a difference; the end reports that not everything was read.
    ['a content that only one side has', [`${content('a', zero)}C`], ['content /a']],
    ['another kind', [`${file('a')}C`, `${file('a', { type: 'd', size: '0' })}L`], ['type /a']],
    [
      'another target',
      [`${file('a', { type: 'l', target: 'x' })}C`, `${file('a', { type: 'l', target: 'y' })}L`],
      ['target /a'],
    ],
    ['another mode', [`${file('a')}C`, `${file('a', { mode: '600' })}L`], ['attributes /a']],
    [
      'content and mode',
      [`${content('a', zero)}C`, `${content('a', one)}L`, `${file('a')}C`, `${file('a', { mode: '600' })}L`],
      ['content /a', 'attributes /a'],
    ],
    ['another number of links alone', [`${file('a')}C`, file('a').replace(' 1//', ' 2//') + 'L'], []],
  ])('%s', async (_, records, expected) => {
    expect(await kinds(records)).toEqual([...expected, 'end']);
  });

  it('name what an attribute is and was', async () => {
    const other = file('a', { mode: '4755', owner: '0 4000', time: '1700000000.1234567900' });
    expect((await read([`${file('a')}C`, `${other}L`, ...end]))[0]).toEqual({
      path: '/a',
      kind: 'attributes',
      words:
        'mode 4755, was 644; owner 0:4000, was 4000:4000; time 2023-11-14T22:13:20.123456790Z, was 2023-11-14T22:13:20.123456789Z',
    });
  });

  it.each([
    ['x\n=end 0 7', '/x\n=end 0 7'],
    ['bad\xff', '/bad\udcff'],
  ])('have every name as it is: %j', async (name, shown) => {
    const [found] = await read([`${file(name)}C`, ...end]);
    expect(found).toMatchObject({ path: shown });
  });

  it('are not mistaken for what the target of a link holds', async () => {
    const link = (target: string) => file('a', { type: 'l', target });
    const [found] = await read([`${link('x//f 644 0 0 1.0 1 1//C')}C`, `${link('=end 0 7')}L`, ...end]);
    expect(found).toEqual({ path: '/a', kind: 'target', words: '' });
  });

  it.each<[string, string[], string[], string[]]>([
    [
      'the same groups under other inodes',
      ['1 ./a', '1 ./b', '2 ./c', '2 ./d'],
      ['7 ./c', '7 ./d', '8 ./a', '8 ./b'],
      [],
    ],
    ['a group that was split', ['1 ./a', '1 ./b'], [], ['links /a']],
    [
      'names that were mixed',
      ['1 ./a', '1 ./b', '2 ./c', '2 ./d'],
      ['7 ./a', '7 ./c', '8 ./b', '8 ./d'],
      ['links /a', 'links /c', 'links /b'],
    ],
    ['a name more', ['1 ./a', '1 ./b'], ['1 ./a', '1 ./b', '1 ./c'], ['links /a']],
  ])('of hard links: %s', async (_, copy, live, expected) => {
    const found = await read(['=copy', ...copy, '=live', ...live, '=end 0 7']);
    expect(
      found.slice(0, -1).map((one) => `${(one as { kind: string }).kind} ${(one as { path: string }).path}`),
    ).toEqual(expected);
  });

  it.each([
    ['nothing at all', []],
    ['an output that was cut', [`${file('a')}C`, '=copy']],
    ['what is no record', ['./a//oh noC', ...end]],
  ])('are not read out of %s', async (_, records) => {
    await expect(read(records)).rejects.toThrow(/was truncated|not understood/);
  });

  it('are not read out of half a record', async () => {
    await expect(readBytes(Buffer.from('=copy\0=live\0=end 0'), 4)).rejects.toThrow('was truncated');
  });
});
