/** One part of what `comparisonCommand` prints, in their order: lists of what is beside the lines, the lines, two ends. */
export type ComparisonPart =
  | { readonly kind: 'section'; readonly name: SectionName; readonly bytes: Buffer }
  /** Something that is not, or may not be, the same; see comparison-record.ts. */
  | { readonly kind: 'line'; readonly bytes: Buffer }
  | { readonly kind: 'counts'; readonly unchanged: UnchangedCounts };

export type SectionName = (typeof sectionNames)[number];

export const sectionNames = ['find-errors', 'volume-odd', 'nodes-odd', 'actions-odd', 'moments-odd'] as const;

/** What is the same, and was only counted. */
export interface UnchangedCounts {
  readonly files: number;
  readonly folders: number;
  readonly others: number;
  readonly bytes: number;
  /** Those among them whose group or mode is another, as Kubernetes gave it to the mover's copy. */
  readonly byFsGroup: number;
}

/** A list beside the lines is longer than is kept. */
export class LongSection extends Error {
  override readonly name = 'LongSection';
}

/**
 * Reads what the command prints, piece by piece. Throws where it is not understood or not whole, and `LongSection` where a
 * list is longer than `longest` bytes.
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
    // Where the program has failed, that is the reason, and not what it has not said.
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

/** Five numbers of each of the two programs that count. */
function countsOf([, name, ...words]: readonly string[]): UnchangedCounts {
  const numbers = words.map(Number);
  if (name !== 'counts' || words.length !== 10 || !words.every((word) => /^\d+$/.test(word))) {
    throw new Error('the comparison did not count');
  }
  const sum = (index: number) => (numbers[index] ?? 0) + (numbers[index + 5] ?? 0);
  return { files: sum(0), folders: sum(1), others: sum(2), bytes: sum(3), byFsGroup: sum(4) };
}

/** Takes lines and lengths from pieces of any size. */
class Reader {
  readonly #pieces: AsyncIterator<Uint8Array>;
  #rest: Buffer = Buffer.alloc(0);

  constructor(output: AsyncIterable<Uint8Array>) {
    this.#pieces = output[Symbol.asyncIterator]();
  }

  /** Without its end. */
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

  /** Waits for it; the program may still fail. */
  async end(): Promise<void> {
    const next = await this.#pieces.next();
    if (this.#rest.length > 0 || next.done !== true) throw new Error('the comparison goes on after its end');
  }

  async drain(): Promise<void> {
    while ((await this.#pieces.next()).done !== true);
  }

  /** Lets go of what is still to come. */
  async close(): Promise<void> {
    await this.#pieces.return?.();
  }

  async #more(): Promise<void> {
    const next = await this.#pieces.next();
    if (next.done === true) throw new Error('the comparison ended in the middle');
    this.#rest = this.#rest.length === 0 ? Buffer.from(next.value) : Buffer.concat([this.#rest, next.value]);
  }
}
