import { StringDecoder } from 'node:string_decoder';

interface LineOptions {
  readonly onData?: () => void;
  /** A longer line is delivered in parts; without it, a line of any length is kept in memory. */
  readonly longest?: number;
}

/** The lines of a stream as they arrive; text after the last line end is a line too. */
export async function* linesOf(
  stream: AsyncIterable<Uint8Array>,
  { onData, longest = Infinity }: LineOptions = {},
): AsyncGenerator<string, void, undefined> {
  const decoder = new StringDecoder('utf8');
  let rest: string[] = [];
  let restLength = 0;
  for await (const chunk of stream) {
    onData?.();
    const pieces = decoder.write(chunk).split('\n');
    const last = pieces.pop() ?? '';
    for (const piece of pieces) {
      yield [...rest, piece].join('').replace(/\r$/, '');
      rest = [];
    }
    restLength = pieces.length === 0 ? restLength + last.length : last.length;
    rest.push(last);
    if (restLength > longest) {
      yield rest.join('');
      rest = [];
      restLength = 0;
    }
  }
  const end = rest.join('') + decoder.end();
  if (end !== '') yield end;
}
