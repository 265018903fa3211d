import type { Extract, Header } from 'tar-stream';
import { Failure } from '../errors.ts';
import { pathOfBytes } from '../files/path-bytes.ts';
import { extractWithExactNames, hasExactNames } from './exact-names.ts';
import type { Received } from './received.ts';

/** One entry of an archive, unchanged. Names are as in files/path-bytes.ts. */
export interface TarEntry {
  readonly type: Header['type'] | 'sparse' | 'inexact' | 'unknown';
  readonly name: string;
  readonly target: string;
  readonly mode: number;
  readonly time: Date;
  readonly size: number;
  /** Either left unread, or read to its end before the next entry is requested. */
  readonly body: AsyncIterable<Uint8Array>;
}

export interface TarStreamOptions {
  /** Receives all bytes of the stream. */
  readonly received: Received;
  readonly signal: AbortSignal;
  readonly onChunk: () => void;
}

/** The entries of a tar stream as they arrive. Throws a Failure if the archive is damaged or ends early. */
export async function* tarEntries(
  tar: AsyncIterable<Uint8Array>,
  { received, signal, onChunk }: TarStreamOptions,
): AsyncGenerator<TarEntry, void> {
  const extract = extractWithExactNames();
  const interrupt = () => extract.destroy(new Failure('interrupted', 'Interrupted.'));
  signal.addEventListener('abort', interrupt, { once: true });
  if (signal.aborted) interrupt();
  const feed = new Feed(tar, extract, (chunk) => {
    received.take(chunk);
    onChunk();
  });
  const failureOf = (error: unknown) => feed.failure ?? archiveFailure(error, received);
  let end = 0;
  try {
    for await (const stream of extract) {
      const header = stream.header as FullHeader;
      end = header.byteOffset + Math.ceil(header.size / 512) * 512;
      yield entryOf(header, bodyOf(stream as AsyncIterable<Uint8Array>, failureOf));
      stream.resume();
    }
  } catch (error) {
    throw failureOf(error);
  } finally {
    signal.removeEventListener('abort', interrupt);
    extract.destroy();
  }
  if (!received.hasEndOfTar(end)) throw endedEarly(received);
}

/** The actual headers of tar-stream. */
type FullHeader = Omit<Header, 'type' | 'linkname'> & {
  readonly type: Header['type'] | null;
  readonly linkname: string | null;
  readonly byteOffset: number;
  readonly pax: Readonly<Record<string, string>> | null;
};

/** Feeds a stream into the reader, with backpressure. */
class Feed {
  /** An error of the stream itself, as opposed to one of its content. */
  failure: unknown;
  #wake: () => void = () => undefined;

  constructor(tar: AsyncIterable<Uint8Array>, extract: Extract, onChunk: (chunk: Uint8Array) => void) {
    const wake = () => this.#wake();
    extract.on('drain', wake).on('close', wake);
    void this.#pour(tar, extract, onChunk);
  }

  async #pour(tar: AsyncIterable<Uint8Array>, extract: Extract, onChunk: (chunk: Uint8Array) => void): Promise<void> {
    try {
      for await (const chunk of tar) {
        if (extract.destroyed) return;
        onChunk(chunk);
        const isAwake = new Promise<void>((resolve) => (this.#wake = resolve));
        if (!extract.write(chunk)) await isAwake;
      }
      extract.end(null);
    } catch (error) {
      this.failure = error;
      extract.destroy(error instanceof Error ? error : new Error(String(error)));
    }
  }
}

async function* bodyOf(
  stream: AsyncIterable<Uint8Array>,
  failureOf: (error: unknown) => unknown,
): AsyncGenerator<Uint8Array, void> {
  try {
    for await (const chunk of stream) yield chunk;
  } catch (error) {
    throw failureOf(error);
  }
}

function entryOf(header: FullHeader, body: AsyncIterable<Uint8Array>): TarEntry {
  const mtime = Number(header.pax?.['mtime']);
  return {
    type: typeOf(header),
    name: pathOfBytes(Buffer.from(header.name, 'latin1')),
    target: pathOfBytes(Buffer.from(header.linkname ?? '', 'latin1')),
    mode: header.mode,
    time: Number.isFinite(mtime) ? new Date(mtime * 1000) : header.mtime,
    size: header.size,
    body,
  };
}

function typeOf({ type, name, size, pax }: FullHeader): TarEntry['type'] {
  if (!hasExactNames(pax)) return 'inexact';
  // The body of a sparse file is a map, not its content.
  if (Object.keys(pax ?? {}).some((key) => key.startsWith('GNU.sparse.'))) return 'sparse';
  // How tar marked folders before it had a type for them.
  if (type === 'file' && size === 0 && name.endsWith('/')) return 'directory';
  return type === 'contiguous-file' ? 'file' : (type ?? 'unknown');
}

function archiveFailure(error: unknown, received: Received): unknown {
  // Readers of the entries, or an interruption, throw a Failure into this generator.
  if (error instanceof Failure) return error;
  const message = error instanceof Error ? error.message : String(error);
  // The second is the error of a file whose content is incomplete.
  if (['Unexpected end of data', 'Stream was destroyed'].includes(message)) return endedEarly(received);
  return new Failure('failed', `the received tar archive is incomplete or damaged: ${message}`, { cause: error });
}

function endedEarly({ bytes }: Received): Failure {
  return new Failure('failed', `the archive ended early, after ${bytes} bytes; the copy is incomplete`);
}
