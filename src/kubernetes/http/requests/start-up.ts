import { isMissingKind } from '../failures/missing.ts';
import { StatusError } from './status-error.ts';

/**
 * A starting server may briefly refuse what it will allow, because its caches of RBAC and CRDs are still empty (seen:
 * 0.4 s).
 */
const startUpMs = 10_000;

/** Distinguishes the temporary refusals of a server that has just restarted from real ones. */
export class StartUp {
  #refusingSince: number | undefined;

  /** The server was away, or answered successfully: starts over. */
  renew(): void {
    this.#refusingSince = undefined;
  }

  /** Whether a refusal may be temporary. */
  mayPass(error: unknown): boolean {
    if (!isRefusal(error)) return false;
    this.#refusingSince ??= Date.now();
    return Date.now() - this.#refusingSince < startUpMs;
  }
}

/** A kind may be unknown until its CRD is loaded; a missing object is really missing. */
function isRefusal(error: unknown): boolean {
  return error instanceof StatusError && (error.status === 401 || error.status === 403 || isMissingKind(error));
}
