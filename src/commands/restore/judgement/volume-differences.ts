import { createHash } from 'node:crypto';
import { readEntryRecord, zeroEnded, type EntryRecord } from './entry-records.ts';
import { pathOfBytes } from '../../../files/path-bytes.ts';

/** What differs at one path. All kinds except `attributes` are data: what an app reads. */
export interface VolumeDifference {
  /** Absolute, from the root of the volume; byte for byte, see path-bytes.ts. */
  readonly path: string;
  readonly kind: 'only-in-copy' | 'only-in-live' | 'type' | 'content' | 'target' | 'links' | 'attributes';
  /** Such as `mode 644, was 600`; empty if the kind says it all. */
  readonly words: string;
}

/** The end of a comparison. */
export interface ComparisonEnd {
  readonly kind: 'end';
  /** Everything on both sides could be read. */
  readonly isWhole: boolean;
  /** The number of files of the copy that were read. */
  readonly files: number;
}

/** Parses the output of `compareScript` as a stream. Throws if it is truncated or malformed. */
export async function* readDifferences(
  output: AsyncIterable<Uint8Array>,
): AsyncGenerator<VolumeDifference | ComparisonEnd, void> {
  const entries = new Entries();
  let links: Links | undefined;
  let last: ComparisonEnd | undefined;
  for await (const record of zeroEnded(output)) {
    if (record === '') continue;
    if (last !== undefined) throw new Error('the comparison was not understood');
    last = endIn(record);
    if (last !== undefined) continue;
    if (record === '=copy' || record === '=live') {
      yield* entries.close();
      links ??= new Links();
      links.nextSide();
    } else if (links === undefined) yield* entries.add(record);
    else links.add(record);
  }
  // Not before the output has ended: only then is it known how the programs ended.
  if (last === undefined) throw new Error('the comparison was truncated');
  yield* links?.differences() ?? [];
  yield last;
}

/** The records of one path follow one another. */
class Entries {
  #records: string[] = [];

  add(record: string): readonly VolumeDifference[] {
    const before = pathIn(this.#records[0]) === pathIn(record) ? [] : this.close();
    this.#records.push(record);
    return before;
  }

  close(): readonly VolumeDifference[] {
    const records = this.#records;
    this.#records = [];
    return records.length === 0 ? [] : differencesOf(records);
  }
}

function endIn(record: string): ComparisonEnd | undefined {
  const [all, isBad, files] = /^=end ([01]) (\d+)$/.exec(record) ?? [];
  return all === undefined ? undefined : { kind: 'end', isWhole: isBad === '0', files: Number(files) };
}

function pathIn(record = ''): string {
  return record.slice(0, record.indexOf('//'));
}

/** All records of one path: at most one for the entry and one for its content, from either side. */
function differencesOf(records: readonly string[]): readonly VolumeDifference[] {
  const path = pathIn(records[0]);
  const of = (side: 'C' | 'L') =>
    records.filter((record) => record.endsWith(side)).map((record) => record.slice(0, -1));
  const [copy, live] = [entryIn(of('C')), entryIn(of('L'))];
  const isContent = records.some(isOfContent);
  return kindsOf(copy, live, isContent).map((one) => ({ path: shown(path), ...one }));
}

type Difference = Omit<VolumeDifference, 'path'>;

function kindsOf(
  copy: EntryRecord | undefined,
  live: EntryRecord | undefined,
  isContent: boolean,
): readonly Difference[] {
  const content = { kind: 'content', words: '' } as const;
  if (copy !== undefined && live === undefined) return [{ kind: 'only-in-copy', words: '' }];
  if (copy === undefined && live !== undefined) return [{ kind: 'only-in-live', words: '' }];
  if (copy === undefined || live === undefined) return isContent ? [content] : [];
  if (copy.type !== live.type) return [{ kind: 'type', words: `${live.type}, was ${copy.type}` }];
  const isOther = isContent || (copy.type === 'f' && copy.size !== live.size);
  return [...(isOther ? [content] : []), ...differing(copy, live)];
}

function isOfContent(record: string): boolean {
  return record.startsWith('//#', pathIn(record).length);
}

function entryIn(records: readonly string[]): EntryRecord | undefined {
  const record = records.find((one) => !isOfContent(one));
  if (record === undefined) return undefined;
  const entry = readEntryRecord(record);
  if (entry === undefined) throw new Error('the comparison was not understood');
  return entry;
}

function differing(copy: EntryRecord, live: EntryRecord): readonly Difference[] {
  const attributes = (['mode', 'owner', 'time'] as const).filter((field) => copy[field] !== live[field]);
  const words = attributes.map((field) => `${field} ${told(live, field)}, was ${told(copy, field)}`).join('; ');
  return [
    ...(copy.target === live.target ? [] : [{ kind: 'target' as const, words: '' }]),
    ...(attributes.length === 0 ? [] : [{ kind: 'attributes' as const, words }]),
  ];
}

function told(entry: EntryRecord, field: 'mode' | 'owner' | 'time'): string {
  if (field !== 'time') return entry[field];
  const [seconds = '', parts = ''] = entry.time.split('.');
  const time = new Date(Number(seconds) * 1000);
  if (Number.isNaN(time.getTime())) return entry.time;
  return `${time.toISOString().slice(0, 19)}.${parts.slice(0, 9)}Z`;
}

/** Which names are hard links to one file: inode numbers differ, so the groups of names are compared. */
class Links {
  /** Of the copy: maps the digest of all names of a group to its first name. */
  readonly #groups = new Map<string, string>();
  readonly #onlyInLive: string[] = [];
  #isLive: boolean | undefined;
  #inode = '';
  #names: string[] = [];

  nextSide(): void {
    this.#close();
    this.#isLive = this.#isLive !== undefined;
  }

  add(record: string): void {
    const at = record.indexOf(' ');
    const inode = record.slice(0, at);
    if (inode !== this.#inode) this.#close();
    this.#inode = inode;
    this.#names.push(record.slice(at + 1));
  }

  /** For each group that the other side does not have. */
  differences(): readonly VolumeDifference[] {
    this.#close();
    const names = new Set([...this.#groups.values(), ...this.#onlyInLive]);
    return [...names].map((name) => ({ path: shown(name), kind: 'links', words: '' }));
  }

  #close(): void {
    const [first] = this.#names;
    if (first !== undefined) {
      const group = createHash('sha256').update(this.#names.join('\0'), 'latin1').digest('base64');
      if (this.#isLive !== true) this.#groups.set(group, first);
      else if (!this.#groups.delete(group)) this.#onlyInLive.push(first);
    }
    this.#names = [];
    this.#inode = '';
  }
}

function shown(path: string): string {
  return pathOfBytes(Buffer.from(path, 'latin1')).replace(/^\.\/?/, '/');
}
