import { InvalidArgumentError } from 'commander';

/** The value of a flag that counts something: 0, 1, 2 …. */
export function parseWholeNumber(text: string): number {
  if (!/^\d+$/.test(text)) throw new InvalidArgumentError('Expected a whole number such as 20.');
  return Number(text);
}

/** As `parseWholeNumber`, from 1 on. */
export function parsePositiveNumber(text: string): number {
  const number = parseWholeNumber(text);
  if (number === 0) throw new InvalidArgumentError('Expected at least 1.');
  return number;
}
