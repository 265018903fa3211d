import { isCertificateCode } from '../failures/tls-codes.ts';
import { backoffMs } from './backoff.ts';
import { nodeErrorCode } from './error-code.ts';
import { NotKubernetesError } from './not-kubernetes-error.ts';
import { NoAnswerError } from './stall-guard.ts';
import { StartUp } from './start-up.ts';
import { StatusError } from './status-error.ts';

/** A watch that is asked to wait longer would look as if nothing happened in the cluster. */
const longestAskedMs = 60_000;

/**
 * Whether, and after what delay, to retry something that has worked before and should continue, for as long as
 * necessary.
 */
export class ReconnectPolicy {
  readonly #startUp = new StartUp();
  #failures = 0;

  /** It works (again). */
  renew(): void {
    this.#failures = 0;
    this.#startUp.renew();
  }

  /** The server accepts the connection, which does not prove yet that it works. */
  admitted(): void {
    this.#startUp.renew();
  }

  /** An unreachable server may come back; one that refuses may only do so while it starts. */
  allows(error: unknown): boolean {
    if (!mayHeal(error)) return this.#startUp.mayPass(error);
    this.#startUp.renew();
    return true;
  }

  /** Not before the time that the server has asked for. */
  nextDelayMs(error?: unknown): number {
    this.#failures += 1;
    const askedMs = error instanceof StatusError ? (error.retryAfterMs ?? 0) : 0;
    return Math.max(Math.min(askedMs, longestAskedMs), backoffMs(this.#failures));
  }
}

function mayHeal(error: unknown): boolean {
  if (error instanceof StatusError) return error.status === 410 || error.status === 429 || error.status >= 500;
  if (error instanceof NoAnswerError || error instanceof NotKubernetesError) return true;
  const code = nodeErrorCode(error);
  return code !== '' && !isCertificateCode(code);
}
