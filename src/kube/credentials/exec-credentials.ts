import { isFailure } from '../../errors.ts';
import type { Credentials, CredentialSource } from './credentials.ts';
import { runPlugin, type Issued } from './exec-plugin.ts';
import type { Host } from '../config/host.ts';
import type { Target } from '../config/target.ts';

/** A token about to expire would not survive the request. */
const expiryMarginMs = 5_000;

/** Credentials from a kubeconfig user's exec plug-in: run on first use, again when they expire or are refused. */
export function execCredentials(target: Target, host: Host): CredentialSource {
  let issued: Promise<Issued> | undefined;

  async function current(signal: AbortSignal | undefined, isRenewed = false): Promise<Credentials> {
    const mine = (issued ??= runPlugin(target, host, signal));
    try {
      const { credentials, expiresAt } = await mine;
      if (isRenewed || expiresAt - expiryMarginMs > Date.now()) return credentials;
      forget(mine);
      return await current(signal, true);
    } catch (error) {
      forget(mine);
      // The run was another caller's, who gave up.
      if (isFailure(error, 'interrupted') && !signal?.aborted) return current(signal, isRenewed);
      throw error;
    }
  }

  function forget(one: Promise<Issued> | undefined): boolean {
    if (issued === one) issued = undefined;
    return true;
  }

  return { current, forget: () => forget(issued) };
}
