import { isFailure } from '../../errors.ts';

/** What was read, or why it could not be. */
export type Readable<T> = { readonly value: T } | { readonly why: string };

/** Turns a missing right into an answer; every other failure stays one. */
export async function readable<T>(question: Promise<T>): Promise<Readable<T>> {
  try {
    return { value: await question };
  } catch (error) {
    if (isFailure(error, 'forbidden')) return { why: error.message };
    throw error;
  }
}
