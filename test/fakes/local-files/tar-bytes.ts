/** One entry of an archive for tests, whose names may be any bytes. */
export interface RawEntry {
  readonly name: string | Buffer;
  /**
   * tar's type: `0` file, `1` hard link, `2` symbolic link, `3` and `4` devices, `5` folder, `6` pipe, `L`, `K`, `x`,
   * `g`.
   */
  readonly type?: string;
  readonly content?: string | Buffer;
  readonly target?: string | Buffer;
  readonly mode?: number;
  readonly seconds?: number;
}

/** An archive as GNU tar and busybox write it; names of more than 100 bytes become long names. */
export function tarBytes(entries: readonly RawEntry[]): Buffer {
  return Buffer.concat([...entries.map(entryBytes), endOfTar]);
}

/** Like `tarBytes`, but with the names in PAX records, as Go writes names that are not short ASCII. */
export function paxTarBytes(entries: readonly RawEntry[], extra: readonly [string, string | Buffer][] = []): Buffer {
  const blocks = entries.flatMap((entry) => [
    entryBytes({ name: 'PaxHeaders.0/x', type: 'x', content: paxHeader(entry, extra) }),
    entryBytes({ ...entry, name: 'short', target: entry.target === undefined ? '' : 'short' }),
  ]);
  return Buffer.concat([...blocks, endOfTar]);
}

/** One record, `LENGTH KEY=VALUE\n`. */
export function paxRecord(key: string, value: string | Buffer): Buffer {
  const rest = Buffer.concat([Buffer.from(` ${key}=`), Buffer.from(value as Buffer), Buffer.from('\n')]);
  let length = rest.length + 1;
  while (String(length).length + rest.length !== length) length = String(length).length + rest.length;
  return Buffer.concat([Buffer.from(String(length)), rest]);
}

export const endOfTar = Buffer.alloc(1024);

/** An entry without the end of the archive. */
export function entryBytes(entry: RawEntry): Buffer {
  const name = Buffer.from(entry.name as Buffer);
  const target = Buffer.from((entry.target ?? '') as Buffer);
  const content = Buffer.from((entry.content ?? '') as Buffer);
  return Buffer.concat([
    ...(name.length > 100 ? [entryBytes({ name: '././@LongLink', type: 'L', content: terminated(name) })] : []),
    ...(target.length > 100 ? [entryBytes({ name: '././@LongLink', type: 'K', content: terminated(target) })] : []),
    header(entry, name, target, content.length),
    content,
    Buffer.alloc((512 - (content.length % 512)) % 512),
  ]);
}

/** The archive in blocks of a size. */
export async function* pieces(bytes: Buffer, size = 64 * 1024): AsyncGenerator<Uint8Array, void> {
  for (let from = 0; from < bytes.length; from += size) {
    await Promise.resolve();
    yield bytes.subarray(from, from + size);
  }
}

function paxHeader({ name, target }: RawEntry, extra: readonly [string, string | Buffer][]): Buffer {
  const records: [string, string | Buffer][] = [['path', name], ...extra];
  if (target !== undefined) records.push(['linkpath', target]);
  return Buffer.concat(records.map(([key, value]) => paxRecord(key, value)));
}

function terminated(name: Buffer): Buffer {
  return Buffer.concat([name, Buffer.alloc(1)]);
}

function header(
  { type = '0', mode = 0o644, seconds = 1_700_000_000 }: RawEntry,
  name: Buffer,
  target: Buffer,
  size: number,
): Buffer {
  const block = Buffer.alloc(512);
  name.copy(block, 0, 0, 100);
  const octal = (value: number, digits: number) => `${value.toString(8).padStart(digits, '0')}\0`;
  block.write(
    octal(mode, 7) + octal(0, 7) + octal(0, 7) + octal(size, 11) + octal(seconds, 11) + ' '.repeat(8) + type,
    100,
  );
  target.copy(block, 157, 0, 100);
  block.write('ustar  \0', 257);
  block.write(
    octal(
      block.reduce((sum, byte) => sum + byte, 0),
      6,
    ),
    148,
  );
  return block;
}
