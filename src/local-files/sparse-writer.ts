import { ftruncateSync, write } from 'node:fs';
import { promisify } from 'node:util';

/** Writes files one after the other, with holes for blocks of zeros. */
export class SparseWriter {
  readonly #buffers = [Buffer.allocUnsafe(bufferBytes), Buffer.allocUnsafe(bufferBytes)] as const;
  #fd = -1;
  #filled = 0;
  #position = 0;
  /** One buffer is filled while the other is written. */
  #writing: Promise<void> = Promise.resolve();
  #turn: 0 | 1 = 0;

  /** From here on writes to this empty file. */
  begin(fd: number): void {
    this.#fd = fd;
    this.#filled = 0;
    this.#position = 0;
  }

  async write(chunk: Uint8Array): Promise<void> {
    for (let from = 0; from < chunk.length;) {
      const part = chunk.subarray(from, from + bufferBytes - this.#filled);
      this.#buffers[this.#turn].set(part, this.#filled);
      this.#filled += part.length;
      from += part.length;
      if (this.#filled === bufferBytes) await this.#flush();
    }
  }

  /** Writes the rest; the file is then complete. */
  async end(): Promise<void> {
    await this.#flush();
    await this.#writing;
    ftruncateSync(this.#fd, this.#position);
  }

  /** Waits until no write is pending, so that the file can be closed; errors no longer matter. */
  async giveUp(): Promise<void> {
    await this.#writing.catch(() => undefined);
    this.#writing = Promise.resolve();
  }

  async #flush(): Promise<void> {
    await this.#writing;
    const full = this.#buffers[this.#turn].subarray(0, this.#filled);
    this.#writing = writeWithHoles(this.#fd, full, this.#position);
    // Handled by the next flush, or by end.
    this.#writing.catch(() => undefined);
    this.#position += this.#filled;
    this.#filled = 0;
    this.#turn = this.#turn === 0 ? 1 : 0;
  }
}

const bufferBytes = 1024 * 1024;
const blockBytes = 64 * 1024;
const zeros = Buffer.alloc(blockBytes);
const writeAt = promisify(write);

async function writeWithHoles(fd: number, bytes: Buffer, position: number): Promise<void> {
  for (let from = 0; from < bytes.length;) {
    if (isHole(bytes, from)) {
      from += blockBytes;
      continue;
    }
    let to = from;
    while (to < bytes.length && !isHole(bytes, to)) to = Math.min(to + blockBytes, bytes.length);
    await writeAll(fd, bytes.subarray(from, to), position + from);
    from = to;
  }
}

function isHole(bytes: Buffer, from: number): boolean {
  return from + blockBytes <= bytes.length && zeros.compare(bytes, from, from + blockBytes) === 0;
}

async function writeAll(fd: number, bytes: Buffer, position: number): Promise<void> {
  for (let done = 0; done < bytes.length;) {
    const { bytesWritten } = await writeAt(fd, bytes, done, bytes.length - done, position + done);
    done += bytesWritten;
  }
}
