import { describe, expect, it } from 'vitest';
import { readFileList } from '../../src/restic/file-list.ts';

const head = '{"message_type":"snapshot","struct_type":"snapshot","id":"ddb97482","paths":["/data"]}';
/** As restic 0.18.1 printed it. */
const lines = [
  head,
  '{"name":"conf","type":"dir","path":"/conf","uid":4000,"gid":4000,"mode":2151678456,"permissions":"dgrwxrwx---","mtime":"2026-11-24T14:32:08.017944568Z","inode":4752200,"message_type":"node","struct_type":"node"}',
  '{"name":"new\\nline","type":"file","path":"/new\\nline","uid":0,"gid":4000,"size":0,"mode":436,"permissions":"-rw-rw-r--","mtime":"2026-11-24T14:32:08Z","message_type":"node","struct_type":"node"}',
  '{"name":"link","type":"symlink","path":"/link","uid":4000,"gid":4000,"mode":134218239,"mtime":"2026-11-24T14:33:01.277945784Z","message_type":"node","struct_type":"node"}',
];

describe('readFileList', () => {
  it('reads what restic prints, with the modes of Unix and sizes of files alone', () => {
    const { snapshotId, entries } = readFileList(lines);
    expect(snapshotId).toBe('ddb97482');
    expect(entries.map(({ path, type, mode, uid, size }) => [path, type, mode.toString(8), uid, size])).toEqual([
      ['/conf', 'dir', '2770', 4000, undefined],
      ['/new\nline', 'file', '664', 0, 0],
      ['/link', 'symlink', '777', 4000, undefined],
    ]);
    expect(entries[0]?.time).toEqual(new Date('2026-11-24T14:32:08.017Z'));
  });

  it('knows setuid, setgid and the sticky bit where Go keeps them', () => {
    const mode = (bits: number) =>
      readFileList([head, JSON.stringify({ ...(JSON.parse(lines[2] ?? '') as object), mode: bits })]).entries[0]?.mode;
    expect(mode(2 ** 23 + 0o755)).toBe(0o4755);
    expect(mode(2 ** 20 + 0o777)).toBe(0o1777);
  });

  it('reads restic before 0.17, which has other words for the kinds of lines', () => {
    const old = lines.map((line) =>
      line.replaceAll(/"message_type":"\w+",/g, '').replace(/"message_type":"\w+"/, '"x":1'),
    );
    expect(old.join('')).not.toContain('message_type');
    expect(readFileList(old).entries).toHaveLength(3);
  });

  it.each<[string, string[]]>([
    ['nothing', []],
    ['no snapshot', lines.slice(1)],
    ['half a line', [head, '{"name":"conf","ty']],
    ['another message', [head, '{"message_type":"exit_error","code":1}']],
    ['an entry without a path', [head, '{"message_type":"node","type":"file"}']],
    ['a line that is no object', [head, 'null']],
  ])('throws at %s: what is passed over would be missed', (_what, printed) => {
    expect(() => readFileList(printed)).toThrow();
  });
});
