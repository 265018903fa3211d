import { Failure } from '../../../errors.ts';
import type { Api } from '../requests/api.ts';
import { nodeErrorCode } from '../requests/error-code.ts';
import { clusterName } from './cluster-name.ts';
import { NotKubernetesError } from '../requests/not-kubernetes-error.ts';
import { NoAnswerError, type Phase } from '../requests/stall-guard.ts';
import type { ConnectionTarget } from '../config/target.ts';
import { asText } from '../config/tree.ts';
import { certificateFault, type CertificateFault } from './tls-codes.ts';

/** The failure for an error below HTTP; undefined if it is not a connection error. */
export function connectionFailure(error: unknown, api: Api): Failure | undefined {
  const { target, proxyUrl } = api;
  const via = proxyUrl === undefined ? '' : ` through the proxy ${withoutPassword(proxyUrl)}`;
  if (error instanceof NoAnswerError) return silence(error, api, via);
  const code = nodeErrorCode(error);
  if (code === 'ERR_INVALID_CHAR') return unusableHeader(error as Error, target);
  const what = error instanceof NotKubernetesError ? notKubernetes(error) : whatHappened(code, error, target);
  if (what === undefined && proxyUrl === undefined) return undefined;
  const { message, hint } = what ?? { message: `cannot be reached: ${(error as Error).message}`, hint: undefined };
  return new Failure('unreachable', `The API server ${clusterName(target)}${via} ${message}.`, {
    hint: hint ?? 'check that the cluster runs, or choose another: kubectl config get-contexts',
    cause: error,
  });
}

function silence({ limitMs, phase, cause }: NoAnswerError, { target, requestTimeoutMs }: Api, via: string): Failure {
  const isAsked = requestTimeoutMs === limitMs;
  const message = `The API server ${clusterName(target)}${via} ${silences[phase]} ${limitMs / 1000}s.`;
  return new Failure('unreachable', message, {
    hint: isAsked
      ? 'allow more time: --request-timeout'
      : 'check the cluster and the network path to it (VPN, firewall), or allow more time: --request-timeout 2m',
    cause,
  });
}

const silences: Readonly<Record<Phase, string>> = {
  connect: 'did not accept a connection within',
  tls: 'accepted the connection but did not complete the TLS handshake within',
  answer: 'accepted the request but did not answer within',
  body: 'started to answer, then sent nothing for',
};

/** Node names the header; its value may be a token, and is not shown. */
function unusableHeader({ message }: Error, { userName, contextName }: ConnectionTarget): Failure {
  const isOfUser = /"impersonate-/i.test(message);
  const what = isOfUser
    ? 'The user, group or extra field to impersonate contains a character that cannot be sent (a control character?)'
    : `The credentials of user "${userName}" contain a character that cannot be sent (a line end or a control character?)`;
  return new Failure(isOfUser ? 'usage' : 'unreachable', `${what}, in context "${contextName}".`, {
    hint: isOfUser
      ? 'check --as and --as-group'
      : 'set the token again, without a line end: kubectl config set-credentials',
  });
}

interface Words {
  readonly message: string;
  readonly hint?: string;
}

function notKubernetes({ message }: NotKubernetesError): Words {
  return {
    message: `is not a Kubernetes API server: ${message}`,
    hint: 'check the server address: kubectl config view --minify',
  };
}

function whatHappened(code: string, error: unknown, target: ConnectionTarget): Words | undefined {
  const fault = certificateFault(code);
  if (fault !== undefined) return certificateWords(fault, error as Error, target);
  if (/^ERR_SSL_.*_ALERT_/.test(code)) return { message: `refused our side of the TLS connection (${code})` };
  if (/^(?:ERR_SSL_|EPROTO)/.test(code)) {
    return {
      message: 'does not speak TLS',
      hint: 'check the server address; a plain HTTP server needs http:// there: kubectl config view --minify',
    };
  }
  if (code.startsWith('HPE_')) return { message: 'does not speak HTTP', hint: checkAddress };
  if (code.startsWith('ERR_OSSL_')) {
    return { message: `cannot be reached: the certificates in the kubeconfig are unusable (${code})` };
  }
  return networkWords[code];
}

const checkAddress = 'check the server address: kubectl config view --minify';
const unreachable: Words = { message: 'cannot be reached: there is no route to its address (network, VPN, firewall)' };
const unresolved: Words = {
  message: 'cannot be reached: its host name cannot be resolved (DNS, VPN)',
  hint: checkAddress,
};
const cut: Words = { message: 'closed the connection before it answered' };

const networkWords: Readonly<Record<string, Words>> = {
  ECONNREFUSED: { message: 'refused the connection: nothing listens there' },
  ENOTFOUND: unresolved,
  EAI_AGAIN: unresolved,
  ETIMEDOUT: unreachable,
  EHOSTUNREACH: unreachable,
  ENETUNREACH: unreachable,
  EADDRNOTAVAIL: unreachable,
  ECONNRESET: cut,
  ECONNABORTED: cut,
  EPIPE: cut,
  ERR_STREAM_PREMATURE_CLOSE: cut,
  Z_BUF_ERROR: cut,
  Z_DATA_ERROR: { message: 'sent an answer whose gzip compression is invalid' },
};

function certificateWords(
  fault: CertificateFault,
  error: Error,
  { cluster, clusterName, server }: ConnectionTarget,
): Words {
  switch (fault) {
    case 'unknown-authority':
      return {
        message: 'presented a certificate of an authority that the kubeconfig does not know',
        hint: `check certificate-authority-data of cluster "${clusterName}": is this still the cluster it was written for?`,
      };
    case 'out-of-date':
      return {
        message: `presented a certificate that is out of date (${error.message})`,
        hint: "renew the API server's certificate, and check the clocks of both machines",
      };
    case 'wrong-name':
      return {
        message: `presented a certificate that is not for ${asText(cluster['tls-server-name']) ?? server.hostname}`,
        hint: `use a name that the certificate has, or set tls-server-name for cluster "${clusterName}"`,
      };
    case 'other':
      return { message: `presented a certificate that cannot be trusted (${error.message})` };
  }
}

function withoutPassword(proxyUrl: string): string {
  const url = new URL(proxyUrl);
  return `${url.protocol}//${url.host}`;
}
