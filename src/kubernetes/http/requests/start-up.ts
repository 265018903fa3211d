import { isMissingKind } from '../failures/missing.ts';
import { StatusError } from './status-error.ts';

/** A server that starts refuses for a moment what it will allow: what it knows of rights and CRDs is empty (0.4 s seen). */
const startUpMs = 10_000;

/** Tells a server that has just come back and refuses for the moment from one that means it. */
export class StartUp {
  #refusingSince: number | undefined;

  /** The server was away, or answered well: refusals count anew. */
  renew(): void {
    this.#refusingSince = undefined;
  }

  /** Whether a refusal may pass by itself. */
  mayPass(error: unknown): boolean {
    if (!isRefusal(error)) return false;
    this.#refusingSince ??= Date.now();
    return Date.now() - this.#refusingSince < startUpMs;
  }
}

/** A kind may be unknown until its CRD is read; an object that is not there is gone. */
function isRefusal(error: unknown): boolean {
  return error instanceof StatusError && (error.status === 401 || error.status === 403 || isMissingKind(error));
}
