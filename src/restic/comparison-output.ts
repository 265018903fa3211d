/** One part of the output of `comparisonCommand`, in this order: the separate lists, the lines, two end markers. */
export type ComparisonPart =
  | { readonly kind: 'section'; readonly name: SectionName; readonly bytes: Buffer }
  /** A path that is not, or may not be, equal; see comparison-record.ts. */
  | { readonly kind: 'line'; readonly bytes: Buffer }
  | { readonly kind: 'counts'; readonly unchanged: UnchangedCounts };

export type SectionName = (typeof sectionNames)[number];

export const sectionNames = ['find-errors', 'volume-odd', 'nodes-odd', 'actions-odd', 'moments-odd'] as const;

/** The equal paths, which are only counted. */
export interface UnchangedCounts {
  readonly files: number;
  readonly folders: number;
  readonly others: number;
  readonly bytes: number;
  /** Those whose group or mode differs because Kubernetes set it in the mover's copy. */
  readonly byFsGroup: number;
}

/** A separate list is longer than the limit. */
export class LongSection extends Error {
  override readonly name = 'LongSection';
}

/**
 * Parses the command's output as a stream. Throws if it is malformed or incomplete, and `LongSection` if a list is
 * longer than `longest` bytes.
 */
export async function* readComparison(
  output: AsyncIterable<Uint8Array>,
  mark: string,
  longest: number,
): AsyncGenerator<ComparisonPart, void> {
  const reader = new Reader(output);
  try {
    yield* partsOf(reader, mark, longest);
    await reader.end();
  } catch (error) {
    // If the program has failed, its error is reported instead of the incomplete output.
    if (!(error instanceof LongSection)) await reader.drain();
    throw error;
  } finally {
    await reader.close();
  }
}

async function* partsOf(reader: Reader, mark: string, longest: number): AsyncGenerator<ComparisonPart, void> {
  for (const name of sectionNames) {
    const [, of, length] = headOf(await reader.line(), mark);
    if (of !== name || !/^\d+$/.test(length ?? '')) throw new Error(`the comparison has no ${name}`);
    if (Number(length) > longest) throw new LongSection(name);
    yield { kind: 'section', name, bytes: await reader.take(Number(length)) };
  }
  const marked = Buffer.from(`${mark} `);
  for (;;) {
    const bytes = await reader.line();
    if (!bytes.subarray(0, marked.length).equals(marked)) {
      yield { kind: 'line', bytes };
      continue;
    }
    yield { kind: 'counts', unchanged: countsOf(headOf(bytes, mark)) };
    if (headOf(await reader.line(), mark)[1] !== 'over') throw new Error('the comparison has no end');
    return;
  }
}

function headOf(line: Buffer, mark: string): readonly string[] {
  const words = line.toString('latin1').trimEnd().split(' ');
  if (words[0] !== mark) throw new Error('the comparison was not understood');
  return words;
}

/** Five numbers from each of the two counting programs. */
function countsOf([, name, ...words]: readonly string[]): UnchangedCounts {
  const numbers = words.map(Number);
  if (name !== 'counts' || words.length !== 10 || !words.every((word) => /^\d+$/.test(word))) {
    throw new Error('the comparison did not count');
  }
  const sum = (index: number) => (numbers[index] ?? 0) + (numbers[index + 5] ?? 0);
  return { files: sum(0), folders: sum(1), others: sum(2), bytes: sum(3), byFsGroup: sum(4) };
}

/** Reads lines and blocks from chunks of any size. */
class Reader {
  readonly #pieces: AsyncIterator<Uint8Array>;
  #rest: Buffer = Buffer.alloc(0);

  constructor(output: AsyncIterable<Uint8Array>) {
    this.#pieces = output[Symbol.asyncIterator]();
  }

  /** Without the line end. */
  async line(): Promise<Buffer> {
    for (let from = 0; ;) {
      const end = this.#rest.indexOf(0x0a, from);
      if (end >= 0) {
        const line = this.#rest.subarray(0, end);
        this.#rest = this.#rest.subarray(end + 1);
        return line;
      }
      from = this.#rest.length;
      await this.#more();
    }
  }

  async take(length: number): Promise<Buffer> {
    while (this.#rest.length < length) await this.#more();
    const taken = this.#rest.subarray(0, length);
    this.#rest = this.#rest.subarray(length);
    return taken;
  }

  /** Waits for the end of the output; the program may still fail. */
  async end(): Promise<void> {
    const next = await this.#pieces.next();
    if (this.#rest.length > 0 || next.done !== true) throw new Error('the comparison goes on after its end');
  }

  async drain(): Promise<void> {
    while ((await this.#pieces.next()).done !== true);
  }

  /** Discards the remaining output. */
  async close(): Promise<void> {
    await this.#pieces.return?.();
  }

  async #more(): Promise<void> {
    const next = await this.#pieces.next();
    if (next.done === true) throw new Error('the comparison was truncated');
    this.#rest = this.#rest.length === 0 ? Buffer.from(next.value) : Buffer.concat([this.#rest, next.value]);
  }
}
