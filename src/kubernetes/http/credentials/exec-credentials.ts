import type { Authenticator } from '@kubernetes/client-node/dist/auth.js';
import { isFailure, Failure } from '../../../errors.ts';
import type { Host } from '../config/host.ts';
import type { ConnectionTarget } from '../config/target.ts';
import type { SignedIn } from './sign-in.ts';
import { isatty } from 'node:tty';
import { asText, asTexts, asTree, asTrees, type YamlTree, asFlag } from '../config/tree.ts';
import { pemData } from './pem-data.ts';

/** A token about to expire may not last for the request. */
const expiryMarginMs = 5_000;

/** Authenticates with a kubeconfig user's exec plug-in: runs it on first use, and again when its credentials expire. */
export class ExecAuthenticator implements Authenticator {
  readonly #target: ConnectionTarget;
  readonly #host: Host;
  #issued: Promise<Issued> | undefined;

  constructor(target: ConnectionTarget, host: Host) {
    this.#target = target;
    this.#host = host;
  }

  isAuthProvider(): boolean {
    return true;
  }

  /** Adds the plug-in's credentials; fields that it does not issue stay as in the kubeconfig. */
  async applyAuthentication(_user: unknown, options: SignedIn): Promise<void> {
    const { token, certificate } = await this.#current(options.signal);
    Object.assign(options, certificate);
    if (token !== undefined) options.headers = { ...options.headers, Authorization: `Bearer ${token}` };
  }

  /** Drops credentials that the server rejected. */
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
      // The run belonged to another caller, who was interrupted.
      if (isFailure(error, 'interrupted') && !signal?.aborted) return this.#current(signal, isRenewed);
      throw error;
    }
  }

  #drop(one: Promise<Issued>): void {
    if (this.#issued === one) this.#issued = undefined;
  }
}

/** A plug-in that cannot prompt has to answer within this time. */
const silentLimitMs = 60_000;
/** A normal ExecCredential has a few kilobytes. */
const longestOutput = 1_000_000;

/** The plug-in's credentials; `expiresAt` is in milliseconds since the epoch. */
interface Issued {
  readonly token: string | undefined;
  /** PEM; undefined keeps the certificate of the kubeconfig. */
  readonly certificate: { readonly cert: string; readonly key: string | undefined } | undefined;
  readonly expiresAt: number;
}

/** Runs the plug-in of the target's user; it may prompt the user if there is a terminal. */
async function runPlugin(target: ConnectionTarget, host: Host, signal: AbortSignal | undefined): Promise<Issued> {
  const { execa } = await import('execa');
  const exec = asTree(target.user['exec']);
  const command = asText(exec['command']) ?? '';
  const canAsk = asText(exec['interactiveMode']) !== 'Never' && isatty(0) && isatty(2);
  if (!canAsk && asText(exec['interactiveMode']) === 'Always') {
    throw failure(target, 'needs to prompt you, and there is no terminal');
  }
  const run = () =>
    execa(command, asTexts(exec['args']), {
      env: { ...definedOf(host.env), ...extraEnv(target), KUBERNETES_EXEC_INFO: execInfo(target, canAsk) },
      extendEnv: false,
      stdin: canAsk ? 'inherit' : 'ignore',
      // A login prompts on stderr. Without a terminal, stderr is kept for the message.
      stderr: canAsk ? ['inherit', 'pipe'] : 'pipe',
      reject: false,
      maxBuffer: longestOutput,
      ...(canAsk ? {} : { timeout: silentLimitMs }),
      ...(signal === undefined ? {} : { cancelSignal: signal }),
    });
  const result = await (canAsk ? inTurnOf(host, async () => run()) : run());
  if (result.isCanceled) throw new Failure('interrupted', 'Interrupted.');
  if (!result.failed) return issuedBy(result, target);
  throw pluginFailure(target, result);
}

/** Two plug-ins that prompt at once would read each other's input. */
function inTurnOf<T>(host: Host, work: () => Promise<T>): Promise<T> {
  return host.inTurn === undefined ? work() : host.inTurn(work);
}

function definedOf(env: Host['env']): Record<string, string> {
  return Object.fromEntries(Object.entries(env).filter((pair): pair is [string, string] => pair[1] !== undefined));
}

function extraEnv({ user }: ConnectionTarget): Record<string, string> {
  const entries = asTrees(asTree(user['exec'])['env']);
  return Object.fromEntries(entries.map((entry) => [asText(entry['name']) ?? '', asText(entry['value']) ?? '']));
}

/** Parses the answer, an ExecCredential; its content is secret and never part of a message. */
function issuedBy({ stdout, stderr }: { stdout: string; stderr: string }, target: ConnectionTarget): Issued {
  const status = asTree(parsedAnswer(stdout)['status']);
  const token = asText(status['token']);
  const cert = asText(status['clientCertificateData']);
  const key = asText(status['clientKeyData']);
  if (token === undefined && (cert === undefined || key === undefined)) {
    throw failure(target, 'printed no ExecCredential with a token or a client certificate', lastLines(stderr));
  }
  const expiry = Date.parse(asText(status['expirationTimestamp']) ?? '');
  return {
    token,
    certificate: cert === undefined ? undefined : { cert, key },
    expiresAt: Number.isNaN(expiry) ? Infinity : expiry,
  };
}

function parsedAnswer(stdout: string): YamlTree {
  try {
    return asTree(JSON.parse(stdout));
  } catch {
    return {};
  }
}

interface PluginResult {
  readonly code?: string | undefined;
  readonly exitCode?: number | undefined;
  readonly signal?: string | undefined;
  readonly timedOut: boolean;
  readonly isMaxBuffer: boolean;
  readonly stderr: string;
}

function pluginFailure(target: ConnectionTarget, result: PluginResult): Failure {
  const { code, exitCode, signal, timedOut, isMaxBuffer, stderr } = result;
  if (isMaxBuffer) return failure(target, `printed more than ${longestOutput / 1_000_000} MB, and was stopped`);
  const details = lastLines(stderr);
  if (timedOut) return failure(target, `did not answer within ${silentLimitMs / 1000}s`, details);
  if (code === 'ENOENT') return failure(target, 'is not installed, or not on the PATH');
  if (code === 'EACCES') return failure(target, 'cannot be run: permission denied');
  if (exitCode === undefined) return failure(target, `was stopped by ${signal ?? code ?? 'the system'}`, details);
  return failure(target, `failed with exit code ${exitCode}`, details);
}

function lastLines(text: string): readonly string[] {
  return text.trim().split('\n').slice(-5);
}

function failure({ user, userName }: ConnectionTarget, what: string, details: readonly string[] = []): Failure {
  const exec = asTree(user['exec']);
  const command = asText(exec['command']) ?? '';
  const installHint = asText(exec['installHint'])?.trim();
  return new Failure('unreachable', `The credential plug-in "${command}" of user "${userName}" ${what}.`, {
    hint: installHint ?? 'log in as you do for kubectl, which runs the same plug-in: kubectl get namespaces',
    details: details.filter((line) => line !== ''),
  });
}

/** The content of KUBERNETES_EXEC_INFO for a credential plug-in. */
function execInfo(target: ConnectionTarget, canAsk: boolean): string {
  const exec = asTree(target.user['exec']);
  const cluster = asFlag(exec['provideClusterInfo']) ? clusterInfo(target) : undefined;
  return JSON.stringify({
    apiVersion: asText(exec['apiVersion']) ?? 'client.authentication.k8s.io/v1',
    kind: 'ExecCredential',
    spec: { interactive: canAsk, cluster },
  });
}

function clusterInfo({ cluster, clusterName, server }: ConnectionTarget) {
  const extension = asTrees(cluster['extensions']).find(
    ({ name }) => asText(name) === 'client.authentication.k8s.io/exec',
  );
  return {
    server: server.href,
    'tls-server-name': asText(cluster['tls-server-name']),
    'insecure-skip-tls-verify': asFlag(cluster['insecure-skip-tls-verify']) || undefined,
    'certificate-authority-data': pemData(cluster, 'certificate-authority', `cluster "${clusterName}"`),
    'proxy-url': asText(cluster['proxy-url']),
    config: extension?.['extension'],
  };
}
