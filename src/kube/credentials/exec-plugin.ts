import { isatty } from 'node:tty';
import { Failure } from '../../errors.ts';
import { execInfo } from './exec-info.ts';
import type { Host } from '../config/host.ts';
import type { Target } from '../config/target.ts';
import { asText, asTexts, asTree, asTrees, type Tree } from '../config/tree.ts';

/** A plug-in that asks nobody anything has to answer within this time. */
const silentLimitMs = 60_000;
/** An ExecCredential has some kilobytes. */
const longestOutput = 1_000_000;

/** What a plug-in gave; `expiresAt` is milliseconds of the epoch. */
export interface Issued {
  readonly token: string | undefined;
  /** PEM; undefined leaves the certificate of the kubeconfig in place. */
  readonly certificate: { readonly cert: string; readonly key: string | undefined } | undefined;
  readonly expiresAt: number;
}

/** Runs the plug-in of the target's user; it may ask its user something where there is a terminal. */
export async function runPlugin(target: Target, host: Host, signal: AbortSignal | undefined): Promise<Issued> {
  const { execa } = await import('execa');
  const exec = asTree(target.user['exec']);
  const command = asText(exec['command']) ?? '';
  const canAsk = asText(exec['interactiveMode']) !== 'Never' && isatty(0) && isatty(2);
  if (!canAsk && asText(exec['interactiveMode']) === 'Always') {
    throw failure(target, 'has to ask you something, and there is no terminal');
  }
  const result = await execa(command, asTexts(exec['args']), {
    env: { ...definedOf(host.env), ...extraEnv(target), KUBERNETES_EXEC_INFO: execInfo(target, canAsk) },
    extendEnv: false,
    stdin: canAsk ? 'inherit' : 'ignore',
    // A login asks on stderr. Off a terminal its words are kept for the message.
    stderr: canAsk ? ['inherit', 'pipe'] : 'pipe',
    reject: false,
    maxBuffer: longestOutput,
    ...(canAsk ? {} : { timeout: silentLimitMs }),
    ...(signal === undefined ? {} : { cancelSignal: signal }),
  });
  if (result.isCanceled) throw new Failure('interrupted', 'Interrupted.');
  if (!result.failed) return issuedBy(result, target);
  throw pluginFailure(target, result);
}

function definedOf(env: Host['env']): Record<string, string> {
  return Object.fromEntries(Object.entries(env).filter((pair): pair is [string, string] => pair[1] !== undefined));
}

function extraEnv({ user }: Target): Record<string, string> {
  const entries = asTrees(asTree(user['exec'])['env']);
  return Object.fromEntries(entries.map((entry) => [asText(entry['name']) ?? '', asText(entry['value']) ?? '']));
}

/** The answer is an ExecCredential; what it holds is a secret and never part of a message. */
function issuedBy({ stdout, stderr }: { stdout: string; stderr: string }, target: Target): Issued {
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

function parsedAnswer(stdout: string): Tree {
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

function pluginFailure(target: Target, result: PluginResult): Failure {
  const { code, exitCode, signal, timedOut, isMaxBuffer, stderr } = result;
  if (isMaxBuffer) return failure(target, `printed more than ${longestOutput / 1_000_000} MB, and was ended`);
  const details = lastLines(stderr);
  if (timedOut) return failure(target, `did not answer within ${silentLimitMs / 1000}s`, details);
  if (code === 'ENOENT') return failure(target, 'is not installed, or not on the PATH');
  if (code === 'EACCES') return failure(target, 'may not be run: permission denied');
  if (exitCode === undefined) return failure(target, `was ended by ${signal ?? code ?? 'the system'}`, details);
  return failure(target, `failed with exit code ${exitCode}`, details);
}

function lastLines(text: string): readonly string[] {
  return text.trim().split('\n').slice(-5);
}

function failure({ user, userName }: Target, what: string, details: readonly string[] = []): Failure {
  const exec = asTree(user['exec']);
  const command = asText(exec['command']) ?? '';
  const installHint = asText(exec['installHint'])?.trim();
  return new Failure('unreachable', `The credential plug-in "${command}" of user "${userName}" ${what}.`, {
    hint: installHint ?? 'log in as you do for kubectl, which runs the same plug-in: kubectl get namespaces',
    details: details.filter((line) => line !== ''),
  });
}
