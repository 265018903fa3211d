import { createHash } from 'node:crypto';
import type { WrittenFile } from './local-files.ts';

/** Counts and digests what arrives, and remembers its end. */
export class Received {
  bytes = 0;
  readonly #hash = createHash('sha256');
  #tail = Buffer.alloc(0);

  take(chunk: Uint8Array): void {
    this.bytes += chunk.length;
    this.#hash.update(chunk);
    const end = chunk.subarray(-endMarkBytes);
    this.#tail =
      end.length === endMarkBytes ? Buffer.from(end) : Buffer.concat([this.#tail, end]).subarray(-endMarkBytes);
  }

  /** Whether it ends as every whole tar archive does: with two blocks of zeros, after `end` bytes. */
  hasEndOfTar(end: number): boolean {
    return this.bytes - end >= endMarkBytes && this.#tail.equals(endMark);
  }

  /** To be asked once, at the end. */
  totals(): WrittenFile {
    return { bytes: this.bytes, sha256: this.#hash.digest('hex') };
  }
}

const endMarkBytes = 1024;
const endMark = Buffer.alloc(endMarkBytes);
