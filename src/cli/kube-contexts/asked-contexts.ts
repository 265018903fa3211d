import { Failure } from '../../errors.ts';
import { plainLine } from '../../foreign-text.ts';
import { nearMiss } from '../../volsync/spelling-suggestions.ts';
import type { Io } from '../io.ts';

/** Commands that work in several contexts of the kubeconfig at once. */
const able: readonly string[] = ['status', 'verify', 'doctor', 'drill'];

/** Flags that describe the cluster or the user of one context. */
const ofOneContext = [
  ['cluster', '--cluster'],
  ['user', '--user'],
  ['server', '--server'],
  ['token', '--token'],
  ['certificateAuthority', '--certificate-authority'],
  ['clientCertificate', '--client-certificate'],
  ['clientKey', '--client-key'],
  ['tlsServerName', '--tls-server-name'],
  ['insecureSkipTlsVerify', '--insecure-skip-tls-verify'],
] as const;

/** The contexts of a command line: the one of --context, which may be undefined, or `contexts` for several. */
export interface AskedContexts {
  readonly context: string | undefined;
  readonly contexts: readonly string[] | undefined;
}

/**
 * Reads --context and --all-contexts; `command` is the command as typed, such as `doctor bundle`. The kubeconfig is
 * read only for several contexts.
 */
export async function askedContexts(
  command: string,
  typed: Readonly<Record<string, unknown>>,
  io: Pick<Io, 'contextNames'>,
): Promise<AskedContexts> {
  const { context, allContexts, kubeconfig } = typed as {
    context?: readonly string[];
    allContexts?: true;
    kubeconfig?: string;
  };
  const words = [...new Set(context)];
  const isAll = allContexts === true;
  if (isAll && words.length > 0) throw usage('--context and --all-contexts cannot be combined');
  if (isAll) refuseOthers(command, '--all-contexts', typed);
  else if (words.length < 2 && words[0]?.includes(',') !== true) return { context: words[0], contexts: undefined };
  const known = await io.contextNames(kubeconfig);
  const names = isAll ? known : [...new Set(words.flatMap((word) => namesIn(word, known)))];
  if (!isAll && names.length < 2) return { context: names[0], contexts: undefined };
  if (!isAll) refuseOthers(command, 'several contexts', typed);
  if (names.length === 0) {
    throw new Failure('unreachable', 'The kubeconfig has no contexts.', { hint: 'kubectl config get-contexts' });
  }
  refuseUnknown(names, known);
  return { context: undefined, contexts: names };
}

/** A comma may be part of a name. */
function namesIn(word: string, known: readonly string[]): readonly string[] {
  if (known.includes(word)) return [word];
  return word
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');
}

function refuseOthers(command: string, what: string, typed: Readonly<Record<string, unknown>>): void {
  if (!able.includes(command)) {
    const text = what === '--all-contexts' ? `does not take ${what}` : 'takes only one --context';
    throw usage(`${command} ${text}`, `${able.join(', ')} take several contexts`);
  }
  const other = ofOneContext.find(([name]) => typed[name] !== undefined);
  if (other !== undefined) {
    throw usage(`${other[1]} and ${what} cannot be combined`, 'it describes one cluster or user: name one --context');
  }
}

function refuseUnknown(names: readonly string[], known: readonly string[]): void {
  const unknown = names.filter((name) => !known.includes(name));
  const [first] = unknown;
  if (first === undefined) return;
  const near = unknown.length === 1 ? nearMiss(first, known) : undefined;
  const there = near === undefined ? `It has ${known.join(', ') || 'none'}.` : `Did you mean ${near}?`;
  const quoted = unknown.map((name) => `"${name}"`).join(' and ');
  const message = plainLine(
    `no ${unknown.length === 1 ? 'context' : 'contexts'} ${quoted} in the kubeconfig. ${there}`,
  );
  throw new Failure('unreachable', message, { hint: 'kubectl config get-contexts' });
}

function usage(message: string, hint?: string): Failure {
  return new Failure('usage', message, { hint });
}
