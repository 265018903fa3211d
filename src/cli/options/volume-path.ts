import { Failure } from '../../errors.ts';
import { isObjectName } from '../object-names.ts';
import { bytesOfPath, pathOfBytes } from '../../files/path-bytes.ts';
import { shellCommand } from '../../shell-command.ts';

/** A path in a volume, from the command line. */
export interface VolumePath {
  /** An app, or a PVC itself if it has none. */
  readonly kind: 'app' | 'claim';
  readonly name: string;
  /** Undefined for that of -n or of the context. */
  readonly namespace: string | undefined;
  /** Absolute from the volume's root, without `.`, `..` and a trailing slash; a string as in files/path-bytes.ts. */
  readonly path: string;
}

/**
 * Parses `APP:PATH`, `NAMESPACE/APP:PATH`, `pvc/NAME:PATH` and `NAMESPACE/pvc/NAME:PATH`. PATH starts at the volume's
 * root, with or without a slash, and an empty one is the root; in double quotes it is JSON, as `ls` shows unusual
 * names.
 */
export function parseVolumePath(word: string, namespace?: string): VolumePath {
  if (!isVolumePath(word)) {
    throw usage(`"${word}" is not a path in a volume`, 'expected APP:PATH or pvc/NAME:PATH, such as web:/conf');
  }
  const colon = word.indexOf(':');
  const owner = ownerOf(word.slice(0, colon), word);
  if (namespace !== undefined && owner.namespace !== undefined && owner.namespace !== namespace) {
    throw usage(`"${word}" and -n ${namespace} name two different namespaces`);
  }
  return { ...owner, namespace: owner.namespace ?? namespace, path: resolved(unquoted(word.slice(colon + 1), word)) };
}

/** Parses the same, or a volume alone, which means its root. */
export function parseVolumeOrPath(word: string, namespace?: string): VolumePath {
  return parseVolumePath(word.includes(':') ? word : `${word}:`, namespace);
}

/** Parses only a path, if the volume is known. */
export function parseTargetPath(word: string): string {
  return resolved(unquoted(word, word));
}

/**
 * Distinguishes `APP:PATH` from a local path, which has no colon, or begins like only a local path does: with `/`, `.`,
 * `~`, `\\` or a drive letter. That is `C:` or `c:\\`; `c:/x` is in the app c, whose name is in lower case.
 */
export function isVolumePath(word: string): boolean {
  return /^[^:]+:/.test(word) && !/^([./~\\]|[A-Z]:|[a-z]:\\)/.test(word);
}

/** Parses the last argument of `cp`. Copying into a volume is refused: use restore. */
export function parseLocalPath(word: string): string {
  if (word === '') throw usage('the local path is empty', 'expected a file, a folder, or - for stdout');
  if (!isVolumePath(word)) return word;
  throw usage(
    `"${word}" is a path in a volume, but cp only copies from volumes`,
    shellCommand`to restore data: volsyncctl restore; for a local file of that name: ./${word}`,
  );
}

function ownerOf(text: string, word: string): Pick<VolumePath, 'kind' | 'name' | 'namespace'> {
  const parts = text.replace(/(?<=^|\/)(?:rs|replicationsources?(?:\.volsync\.backube)?)\//, '').split('/');
  const isClaim = parts.length > 1 && claimKinds.has(parts.at(-2) ?? '');
  const name = parts.pop() ?? '';
  if (isClaim) parts.pop();
  const [namespace, ...more] = parts;
  if (more.length > 0 || ![name, ...(namespace === undefined ? [] : [namespace])].every(isObjectName)) {
    const expected =
      'expected APP:PATH, NAMESPACE/APP:PATH, pvc/NAME:PATH or NAMESPACE/pvc/NAME:PATH, names in lower case';
    throw usage(`"${word}" does not begin with the name of an app or PVC`, expected);
  }
  return { kind: isClaim ? 'claim' : 'app', name, namespace };
}

const claimKinds = new Set(['pvc', 'persistentvolumeclaim', 'persistentvolumeclaims']);

/** Every path has only one string: escapes that form a character become that character. */
function unquoted(path: string, word: string): string {
  if (path.startsWith('"')) return pathOfBytes(bytesOfPath(parsed(path, word)));
  if (path.includes('\ufffd')) throw usage(`the path in "${word}" is not valid UTF-8`, quotingHint);
  return path;
}

function parsed(path: string, word: string): string {
  let text: string;
  try {
    text = JSON.parse(path) as string;
  } catch {
    throw usage(`the path in ${word} begins with a double quote but is not a JSON string`, quotingHint);
  }
  if (!/\p{Cs}/u.test(text.replace(/[\udc80-\udcff]/gu, ''))) return text;
  throw usage(
    `the path in ${word} contains half a surrogate pair`,
    'write bytes that are not UTF-8 as \\udc80 to \\udcff',
  );
}

const quotingHint = String.raw`quote it as ls shows it, inside single quotes for the shell: 'web:"/new\nline"'`;

/** Cannot leave the volume: above its root is the root. */
function resolved(path: string): string {
  if (path.includes('\0')) throw usage('a path cannot contain NUL');
  const components: string[] = [];
  for (const component of path.split('/')) {
    if (component === '..') components.pop();
    else if (component !== '' && component !== '.') components.push(component);
  }
  return `/${components.join('/')}`;
}

function usage(message: string, hint?: string): Failure {
  return new Failure('usage', message, { hint });
}
