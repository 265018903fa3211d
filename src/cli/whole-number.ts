import { InvalidArgumentError } from 'commander';

/** The value of a flag that counts something: 0, 1, 2 …. */
export function parseWholeNumber(text: string): number {
  if (!/^\d+$/.test(text)) throw new InvalidArgumentError('Expected a whole number such as 20.');
  return Number(text);
}
