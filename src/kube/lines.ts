import type { IncomingMessage } from 'node:http';
import { StringDecoder } from 'node:string_decoder';

/** The lines of an answer as they come in; what follows the last line end is a line too. */
export async function* linesOf(
  response: IncomingMessage,
  onData?: () => void,
): AsyncGenerator<string, void, undefined> {
  const decoder = new StringDecoder('utf8');
  let rest: string[] = [];
  for await (const chunk of response) {
    onData?.();
    const pieces = decoder.write(chunk as Buffer).split('\n');
    for (const piece of pieces.slice(0, -1)) {
      yield [...rest, piece].join('').replace(/\r$/, '');
      rest = [];
    }
    rest.push(pieces.at(-1) ?? '');
  }
  const last = rest.join('') + decoder.end();
  if (last !== '') yield last;
}
