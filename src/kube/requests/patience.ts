import { errorCode } from './error-code.ts';
import { NotKubernetesError } from './not-kubernetes-error.ts';
import { backoffMs } from './retry.ts';
import { NoAnswerError } from './stall-guard.ts';
import { StatusError } from './status-error.ts';
import { isMissingKind } from '../failures/missing.ts';
import { isCertificateCode } from '../failures/tls-codes.ts';

/** An API server that starts may refuse for a moment what it will allow: its caches of rights and CRDs are empty. */
const startUpMs = 10_000;

/** Whether, and after how long, something that has worked is tried again. */
export class Patience {
  #failures = 0;
  #failingSince: number | undefined;

  /** It works (again). */
  renew(): void {
    this.#failures = 0;
    this.#failingSince = undefined;
  }

  /** A server that cannot be reached may come back; one that refuses only while it starts up. */
  allows(error: unknown): boolean {
    this.#failingSince ??= Date.now();
    return mayHeal(error) || (isRefusal(error) && Date.now() - this.#failingSince < startUpMs);
  }

  nextDelayMs(): number {
    this.#failures += 1;
    return backoffMs(this.#failures);
  }
}

function mayHeal(error: unknown): boolean {
  if (error instanceof StatusError) return error.status === 410 || error.status === 429 || error.status >= 500;
  if (error instanceof NoAnswerError || error instanceof NotKubernetesError) return true;
  const code = errorCode(error);
  return code !== '' && !isCertificateCode(code);
}

function isRefusal(error: unknown): boolean {
  if (!(error instanceof StatusError)) return isCertificateCode(errorCode(error));
  // A kind may be unknown until its CRD is read; an object that is not there is gone.
  return error.status === 401 || error.status === 403 || isMissingKind(error);
}
