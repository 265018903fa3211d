import { Failure } from '../../errors.ts';
import { clientKubeConfig } from './client-kubeconfig.ts';
import type { CredentialSource } from './credentials.ts';
import type { Target } from '../config/target.ts';
import { asText, asTree } from '../config/tree.ts';

/** Credentials of the older kind, `auth-provider` (oidc, azure, gcp), which the client library knows how to renew. */
export function authProviderCredentials(target: Target): CredentialSource {
  let config: ReturnType<typeof clientKubeConfig> | undefined;
  return {
    current: async () => {
      const request: { headers?: Record<string, string> } = {};
      try {
        config ??= clientKubeConfig(target);
        await (await config).applyToHTTPSOptions(request);
      } catch (error) {
        throw renewalFailure(target, error);
      }
      return { authorization: request.headers?.['Authorization'] };
    },
    forget: () => false,
  };
}

function renewalFailure({ user, userName }: Target, error: unknown): Failure {
  const provider = asText(asTree(user['auth-provider'])['name']) ?? 'without a name';
  const why = error instanceof Error ? error.message : String(error);
  return new Failure(
    'unreachable',
    `The login of user "${userName}" could not be renewed by its provider ${provider}: ${why}`,
    { hint: 'log in again as you did for kubectl', cause: error },
  );
}
