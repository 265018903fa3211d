import { isFailure, isUnanswered } from '../errors.ts';
import type { Context } from './context.ts';

/** How long an unreachable server is waited for. */
const awayMs = 120_000;
const retryMs = 2000;

/** Retries an idempotent call as long as the API server is unreachable. */
export async function whileAway<T>(
  { sleep }: Pick<Context<never, never>, 'sleep'>,
  call: () => Promise<T>,
  signal?: AbortSignal,
): Promise<T> {
  for (let leftMs = awayMs; ; leftMs -= retryMs) {
    try {
      return await call();
    } catch (error) {
      if (!mayPass(error, signal) || leftMs <= 0) throw error;
      await sleep(retryMs, signal);
    }
  }
}

/** Without the operator's signal, an interruption is the call's own timeout. */
function mayPass(error: unknown, signal: AbortSignal | undefined): boolean {
  if (signal === undefined) return isUnanswered(error) || isFailure(error, 'interrupted');
  return isUnanswered(error) && !signal.aborted;
}
