import { isFailure } from '../errors.ts';

/** What was read, or why it could not be read; `hint` is the remedy if the cause is not a missing right. */
export type Allowed<T> = { readonly value: T } | { readonly why: string; readonly hint?: string };

/** Turns a missing right into a value; throws every other failure. */
export async function allowed<T>(question: Promise<T>): Promise<Allowed<T>> {
  try {
    return { value: await question };
  } catch (error) {
    if (isFailure(error, 'forbidden')) return { why: error.message };
    throw error;
  }
}

/** Turns every failure except an interruption into a value: `what` could not be done, such as `list pods`. */
export async function attempted<T>(what: string, question: Promise<T>): Promise<Allowed<T>> {
  try {
    return { value: await question };
  } catch (error) {
    if (!isFailure(error) || error.kind === 'interrupted') throw error;
    if (error.kind === 'forbidden') return { why: error.message };
    return {
      why: `could not ${what}: ${error.message}`,
      hint: error.hint?.split('\n')[0] ?? 'kubectl get apiservices',
    };
  }
}
