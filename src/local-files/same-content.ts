import { closeSync, constants, fstatSync, openSync, read } from 'node:fs';
import { promisify } from 'node:util';

/** Whether an open file and the one at a path have the same content. */
export async function haveSameContent(fd: number, path: Buffer): Promise<boolean> {
  // Does not block if it has been replaced by a pipe.
  const other = openSync(path, constants.O_RDONLY | notThrough);
  try {
    const { size } = fstatSync(fd);
    if (fstatSync(other).size !== size) return false;
    const [here, there] = [Buffer.allocUnsafe(pieceBytes), Buffer.allocUnsafe(pieceBytes)];
    for (let position = 0; position < size; position += pieceBytes) {
      const lengths = await Promise.all([readAt(fd, here, position), readAt(other, there, position)]);
      if (lengths[0] !== lengths[1] || here.compare(there, 0, lengths[1], 0, lengths[0]) !== 0) return false;
    }
    return true;
  } finally {
    closeSync(other);
  }
}

const pieceBytes = 1024 * 1024;
// Both are missing on Windows.
const notThrough =
  ((constants.O_NOFOLLOW as number | undefined) ?? 0) | ((constants.O_NONBLOCK as number | undefined) ?? 0);
const readPiece = promisify(read);

async function readAt(fd: number, buffer: Buffer, position: number): Promise<number> {
  let length = 0;
  while (length < buffer.length) {
    const { bytesRead } = await readPiece(fd, buffer, length, buffer.length - length, position + length);
    if (bytesRead === 0) break;
    length += bytesRead;
  }
  return length;
}
