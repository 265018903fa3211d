import type { Command } from 'commander';
import { Failure } from '../errors.ts';
import type { ObjectKey, Scope } from '../kubernetes/cluster.ts';
import { isObjectName } from './object-names.ts';

/** The apps that a command line selects, validated; the namespace is still open if none was given. */
export interface Selection {
  readonly apps: readonly RequestedApp[];
  readonly isAllNamespaces: boolean;
  readonly namespace: string | undefined;
  readonly labelSelector: string | undefined;
  /** Neither names nor a flag select apps. */
  readonly isOpen: boolean;
}

interface RequestedApp {
  readonly name: string;
  readonly namespace: string | undefined;
  /** It names the app's PVC. */
  readonly isClaim?: true;
}

/** An app, or with `isClaim` the PVC of one, as in `pvc/web`. */
export interface AppKey extends ObjectKey {
  readonly isClaim?: true;
}

/** The objects to work on: exactly `apps`, or if undefined, everything in `scope`. */
export interface SelectedApps {
  readonly scope: Scope;
  readonly apps: readonly AppKey[] | undefined;
}

/** Declares -A and -l; `--all` only for commands that change something and so require an explicit selection. */
export function addSelectionOptions(
  command: Command,
  { hasAll, of = 'apps' }: { readonly hasAll: boolean; readonly of?: string },
): Command {
  command
    .optionsGroup(`Which ${of}:`)
    .option('-A, --all-namespaces', 'in all namespaces')
    .option('-l, --selector <labels>', 'with these labels, such as app=web,tier!=test');
  return hasAll ? command.option('--all', 'every app of the namespace, or with -A of the cluster') : command;
}

/**
 * Parses APP…, -n, -A, -l and --all, by kubectl's rules. `mustChoose`: without names, a selector or --all the command
 * line is refused, so that a forgotten word changes nothing.
 */
export function selection(
  words: readonly string[],
  options: Readonly<Record<string, unknown>>,
  mustChoose: boolean,
): Selection {
  const { allNamespaces, selector, all, namespace } = options as {
    allNamespaces?: true;
    selector?: string;
    all?: true;
    namespace?: string;
  };
  const apps = words.map((word) => requestedApp(word, namespace));
  const isAllNamespaces = allNamespaces === true;
  if (apps.length > 0) refuseBeside({ '-A': isAllNamespaces, '-l': selector !== undefined, '--all': all === true });
  if (all === true && selector !== undefined) throw usage('--all and -l cannot be combined');
  const isOpen = apps.length === 0 && selector === undefined && all !== true;
  if (mustChoose && isOpen) throw usage('no apps given', 'name some, select with -l, or use --all');
  return { apps, isAllNamespaces, namespace, labelSelector: selector, isOpen };
}

/** The selection with `defaultNamespace` if none was given; an app named twice counts once. */
export function target(selection: Selection, defaultNamespace: string): SelectedApps {
  const namespace = selection.namespace ?? defaultNamespace;
  const apps = selection.apps.map((app): AppKey => ({ ...app, namespace: app.namespace ?? namespace }));
  return {
    scope: {
      namespace: selection.isAllNamespaces ? undefined : namespace,
      labelSelector: selection.labelSelector,
    },
    apps:
      apps.length === 0
        ? undefined
        : [...new Map(apps.map((app) => [JSON.stringify([app.isClaim, app.namespace, app.name]), app])).values()],
  };
}

/** The one app that a command line names; its namespace may only be known after connecting. */
export function oneApp(word: string, options: Readonly<Record<string, unknown>>): (defaultNamespace: string) => AppKey {
  const chosen = selection([word], options, true);
  return (defaultNamespace) => {
    const [app] = target(chosen, defaultNamespace).apps ?? [];
    if (app === undefined) throw usage('no app given');
    return app;
  };
}

/** `web`, `home/web`, `rs/web`, `pvc/web`, and the output of `-o name`. A kind is directly before the name. */
function requestedApp(word: string, namespace: string | undefined): RequestedApp {
  const { parts, isClaim } = partsOf(word);
  if (parts.length > 2 || !parts.every(isObjectName)) {
    throw usage(`"${word}" is not a valid app name`, 'expected APP or NAMESPACE/APP, in lower case');
  }
  const [first = '', second] = parts;
  if (second === undefined) return { name: first, namespace: undefined, ...isClaim };
  if (namespace !== undefined && namespace !== first) {
    throw usage(`"${word}" and -n ${namespace} name two different namespaces`);
  }
  return { name: second, namespace: first, ...isClaim };
}

/** Without the kind. */
function partsOf(word: string) {
  const [, before = '', kind, last = ''] = kinded.exec(word) ?? [];
  if (kind === undefined) return { parts: word.split('/') };
  return {
    parts: [...before.split('/').filter((part) => part !== ''), last],
    isClaim: kind.startsWith('p') && { isClaim: true as const },
  };
}

const kinded = /^((?:[^/]+\/)?)(rs|replicationsources?(?:\.volsync\.backube)?|pvc|persistentvolumeclaims?)\/([^/]+)$/;

function refuseBeside(flags: Readonly<Record<string, boolean>>): void {
  for (const [flag, isGiven] of Object.entries(flags)) {
    if (isGiven) throw usage(`app names and ${flag} cannot be combined`);
  }
}

function usage(message: string, hint?: string): Failure {
  return new Failure('usage', message, { hint });
}
