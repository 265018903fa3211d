import { isFailure } from '../errors.ts';

/** What was read, or why it could not be. */
export type Allowed<T> = { readonly value: T } | { readonly why: string };

/** Turns a missing right into an answer; every other failure stays one. */
export async function allowed<T>(question: Promise<T>): Promise<Allowed<T>> {
  try {
    return { value: await question };
  } catch (error) {
    if (isFailure(error, 'forbidden')) return { why: error.message };
    throw error;
  }
}
