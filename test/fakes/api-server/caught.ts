import { Failure } from '../../../src/errors.ts';

/** The failure that a call ends with. */
export async function caught(call: Promise<unknown>): Promise<Failure> {
  try {
    await call;
  } catch (error) {
    if (error instanceof Failure) return error;
    throw error;
  }
  throw new Error('The call did not fail.');
}
