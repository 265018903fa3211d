import { isCertificateCode } from '../failures/tls-codes.ts';
import { backoffMs } from './backoff.ts';
import { nodeErrorCode } from './error-code.ts';
import { NotKubernetesError } from './not-kubernetes-error.ts';
import { NoAnswerError } from './stall-guard.ts';
import { StartUp } from './start-up.ts';
import { StatusError } from './status-error.ts';

/** Whether, and after how long, something that has worked and shall go on is tried again: for as long as it takes. */
export class ReconnectPolicy {
  readonly #startUp = new StartUp();
  #failures = 0;

  /** It works (again). */
  renew(): void {
    this.#failures = 0;
    this.#startUp.renew();
  }

  /** The server lets us in, which says nothing yet of whether it works. */
  admitted(): void {
    this.#startUp.renew();
  }

  /** A server that cannot be reached may come back; one that refuses does so only while it starts up. */
  allows(error: unknown): boolean {
    if (!mayHeal(error)) return this.#startUp.mayPass(error);
    this.#startUp.renew();
    return true;
  }

  nextDelayMs(): number {
    this.#failures += 1;
    return backoffMs(this.#failures);
  }
}

function mayHeal(error: unknown): boolean {
  if (error instanceof StatusError) return error.status === 410 || error.status === 429 || error.status >= 500;
  if (error instanceof NoAnswerError || error instanceof NotKubernetesError) return true;
  const code = nodeErrorCode(error);
  return code !== '' && !isCertificateCode(code);
}
