import type { Cluster, ObjectKey } from '../kubernetes/cluster.ts';
import { resolveApp, resolveTarget } from './app-names.ts';
import { styleFor } from './color.ts';
import type { Io } from './io.ts';
import { oneApp, target, type AppKey, type SelectedApps, type Selection } from './selection.ts';

/** The context in which to ask for an app that the command line does not name. */
interface Asking {
  readonly io: Io;
  readonly cluster: Pick<Cluster, 'list' | 'namespace'>;
  readonly options: { readonly namespace?: string | undefined; readonly color?: string | undefined };
}

/** The argument of a command with one app: optional at a terminal. */
export function appArgument(io: Pick<Io, 'canPrompt'>): string {
  return io.canPrompt ? '[app]' : '<app>';
}

/** The app that an argument names; undefined without one. */
export function appNamed(
  word: unknown,
  options: Readonly<Record<string, unknown>>,
): ((defaultNamespace: string) => AppKey) | undefined {
  return typeof word === 'string' ? oneApp(word, options) : undefined;
}

/** The app on the command line, or the one that the person at the terminal chooses. */
export async function appOrAsked(
  find: ((defaultNamespace: string) => AppKey) | undefined,
  asking: Asking,
): Promise<ObjectKey> {
  return find === undefined ? asked(asking) : resolveApp(find, asking.cluster, asking.io.signal);
}

/** The apps on the command line, or if there are none, the one that the person at the terminal chooses. */
export async function appsOrAsked(chosen: Selection, asking: Asking): Promise<SelectedApps> {
  const { cluster, io } = asking;
  if (!chosen.isOpen) return resolveTarget(target(chosen, cluster.namespace), cluster, io.signal);
  const app = await asked(asking);
  return { scope: { namespace: app.namespace, labelSelector: undefined }, apps: [app] };
}

/** Loaded on demand: it imports the prompts. */
async function asked({ io, cluster, options: { namespace, color } }: Asking): Promise<ObjectKey> {
  const { askForApp } = await import('./ask-for-app.ts');
  const terminal = { stdin: io.stdin, stderr: io.stderr, style: styleFor(io, io.stderr, color), now: () => io.now() };
  const app = await askForApp({ cluster, namespace, hasClaims: false, asksOfOne: true }, terminal, io.signal);
  return { namespace: app.namespace, name: app.name };
}
