import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, isAbsolute, join, resolve } from 'node:path';
import { parse } from 'yaml';
import { Failure } from '../../../errors.ts';
import { asText, asTree, asTrees, type YamlTree } from './tree.ts';
import type { Host } from './host.ts';

/** The merged content of the kubeconfig files; paths in it are absolute. */
export interface Kubeconfig {
  /** The files that were looked for, for messages. */
  readonly files: readonly string[];
  readonly isEmpty: boolean;
  readonly currentContext: string | undefined;
  readonly contexts: ReadonlyMap<string, YamlTree>;
  readonly clusters: ReadonlyMap<string, YamlTree>;
  readonly users: ReadonlyMap<string, YamlTree>;
}

/**
 * Reads the same files as kubectl: the one given by flag, else the list in KUBECONFIG, else ~/.kube/config. Of several
 * files, the first one with an entry of a name, or with a current context, wins; files of the list that do not exist
 * are skipped.
 */
export function loadKubeconfig(named: string | undefined, host: Host): Kubeconfig {
  const files = named === undefined ? defaultFiles(host) : [named];
  const documents = files.map((file) => readDocument(file, named !== undefined)).filter((tree) => tree !== undefined);
  return {
    files,
    isEmpty: documents.every((tree) => Object.keys(tree).length === 0),
    currentContext: documents.map((tree) => asText(tree['current-context'])).find((name) => name !== undefined),
    contexts: merged(documents, 'contexts', 'context'),
    clusters: merged(documents, 'clusters', 'cluster'),
    users: merged(documents, 'users', 'user'),
  };
}

function defaultFiles({ env, platform }: Host): readonly string[] {
  const listed = (env['KUBECONFIG'] ?? '').split(platform === 'win32' ? ';' : ':').filter((file) => file !== '');
  if (listed.length > 0) return [...new Set(listed)];
  const home = platform === 'win32' ? env['USERPROFILE'] : env['HOME'];
  return [join(home ?? homedir(), '.kube', 'config')];
}

function readDocument(file: string, mustExist: boolean): YamlTree | undefined {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' && !mustExist) return undefined;
    throw unreadable(file, code === 'ENOENT' ? 'does not exist' : `cannot be read (${code ?? String(error)})`, error);
  }
  return withAbsolutePaths(parsed(file, text), dirname(resolve(file)));
}

/** The failsafe schema keeps every scalar as text: a token of digits is not a number. */
function parsed(file: string, text: string): YamlTree {
  try {
    return asTree(parse(text, { schema: 'failsafe', logLevel: 'error' }));
  } catch (error) {
    // After its first line, the message quotes the invalid part of the file, which may be a token.
    const [firstLine = ''] = (error as Error).message.split('\n');
    throw unreadable(file, `is not valid YAML: ${firstLine}`, new Error(firstLine));
  }
}

function unreadable(file: string, why: string, cause: unknown): Failure {
  return new Failure('unreachable', `The kubeconfig file ${file} ${why}.`, {
    hint: 'set another file with --kubeconfig or KUBECONFIG',
    cause,
  });
}

const pathFields: readonly (readonly [list: string, entry: string, fields: readonly string[]])[] = [
  ['clusters', 'cluster', ['certificate-authority']],
  ['users', 'user', ['client-certificate', 'client-key', 'tokenFile']],
];

function withAbsolutePaths(tree: YamlTree, folder: string): YamlTree {
  const result: Record<string, unknown> = { ...tree };
  for (const [list, entry, fields] of pathFields) {
    result[list] = asTrees(tree[list]).map((item) => ({
      ...item,
      [entry]: absolute(asTree(item[entry]), fields, folder),
    }));
  }
  return result;
}

function absolute(entry: YamlTree, fields: readonly string[], folder: string): YamlTree {
  const result: Record<string, unknown> = { ...entry };
  for (const field of fields) {
    const path = asText(entry[field]);
    if (path !== undefined) result[field] = resolve(folder, path);
  }
  const command = asText(asTree(entry['exec'])['command']);
  if (command !== undefined && /[/\\]/.test(command) && !isAbsolute(command)) {
    result['exec'] = { ...asTree(entry['exec']), command: join(folder, command) };
  }
  return result;
}

function merged(documents: readonly YamlTree[], list: string, entry: string): ReadonlyMap<string, YamlTree> {
  const result = new Map<string, YamlTree>();
  for (const item of documents.flatMap((tree) => asTrees(tree[list]))) {
    const name = asText(item['name']);
    if (name !== undefined && !result.has(name)) result.set(name, asTree(item[entry]));
  }
  return result;
}
