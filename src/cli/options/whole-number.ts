import { InvalidArgumentError } from 'commander';

/** The value of a counting flag: 0, 1, 2 …. */
export function parseWholeNumber(text: string): number {
  if (!/^\d+$/.test(text)) throw new InvalidArgumentError('Expected a whole number such as 20.');
  return Number(text);
}

/** Like `parseWholeNumber`, but at least 1. */
export function parsePositiveNumber(text: string): number {
  const number = parseWholeNumber(text);
  if (number === 0) throw new InvalidArgumentError('Expected at least 1.');
  return number;
}
