/** Counts the received bytes, and keeps the last ones. */
export class Received {
  bytes = 0;
  #tail = Buffer.alloc(0);

  take(chunk: Uint8Array): void {
    this.bytes += chunk.length;
    const end = chunk.subarray(-endMarkBytes);
    this.#tail =
      end.length === endMarkBytes ? Buffer.from(end) : Buffer.concat([this.#tail, end]).subarray(-endMarkBytes);
  }

  /** Whether it ends like every complete tar archive: with two blocks of zeros after `end` bytes. */
  hasEndOfTar(end: number): boolean {
    return this.bytes - end >= endMarkBytes && this.#tail.equals(endMark);
  }
}

const endMarkBytes = 1024;
const endMark = Buffer.alloc(endMarkBytes);
