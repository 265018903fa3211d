import type { Authenticator } from '@kubernetes/client-node/dist/auth.js';
import { isFailure } from '../../errors.ts';
import type { Host } from '../config/host.ts';
import type { Target } from '../config/target.ts';
import { runPlugin, type Issued } from './exec-plugin.ts';
import type { SignedIn } from './sign-in.ts';

/** A token about to expire would not survive the request. */
const expiryMarginMs = 5_000;

/** Signs in with a kubeconfig user's exec plug-in: runs it on first use, and again when its credentials expire. */
export class ExecAuthenticator implements Authenticator {
  readonly #target: Target;
  readonly #host: Host;
  #issued: Promise<Issued> | undefined;

  constructor(target: Target, host: Host) {
    this.#target = target;
    this.#host = host;
  }

  isAuthProvider(): boolean {
    return true;
  }

  /** Adds the plug-in's credentials; what it does not issue stays as the kubeconfig has it. */
  async applyAuthentication(_user: unknown, options: SignedIn): Promise<void> {
    const { token, certificate } = await this.#current(options.signal);
    Object.assign(options, certificate);
    if (token !== undefined) options.headers = { ...options.headers, Authorization: `Bearer ${token}` };
  }

  /** Drops credentials that the server refused. */
  forget(): void {
    this.#issued = undefined;
  }

  async #current(signal: AbortSignal | undefined, isRenewed = false): Promise<Issued> {
    const mine = (this.#issued ??= runPlugin(this.#target, this.#host, signal));
    try {
      const issued = await mine;
      if (isRenewed || issued.expiresAt - expiryMarginMs > Date.now()) return issued;
      this.#drop(mine);
      return await this.#current(signal, true);
    } catch (error) {
      this.#drop(mine);
      // The run was another caller's, who gave up.
      if (isFailure(error, 'interrupted') && !signal?.aborted) return this.#current(signal, isRenewed);
      throw error;
    }
  }

  #drop(one: Promise<Issued>): void {
    if (this.#issued === one) this.#issued = undefined;
  }
}
