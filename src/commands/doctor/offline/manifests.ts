import { LineCounter, parseAllDocuments, type Document, type Node } from 'yaml';
import type { Path } from '../../../volsync/crd-schema.ts';
import { substitute } from '../../../volsync/substitution.ts';
import type { FindingObject } from '../finding.ts';

/** One object of a file. */
export interface ManifestObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly namespace: string | undefined;
  readonly name: string;
  /** The scope of its names: its namespace, or its folder if the namespace is set when it is applied. */
  readonly scope: string;
  readonly body: Readonly<Record<string, unknown>>;
  /** Variables in it without a value or default. */
  readonly unset: readonly string[];
  /** The object in a finding, at the line of that field, or of the closest existing parent. */
  readonly at: (...path: Path) => FindingObject;
}

/** A part of a file that cannot be parsed. */
export interface UnreadPart {
  readonly file: string;
  readonly line: number;
  readonly why: string;
}

/** The content of a file. */
export interface ReadManifests {
  readonly objects: readonly ManifestObject[];
  readonly unread: readonly UnreadPart[];
}

/** Parses the objects of a file like Kubernetes (YAML 1.1, several documents, Lists), with variables substituted. */
export function readManifests(file: string, text: string, values: ReadonlyMap<string, string>): ReadManifests {
  const lines = new LineCounter();
  const filled = substitute(text, values);
  const documents = parseAllDocuments(filled.text, {
    version: '1.1',
    merge: true,
    lineCounter: lines,
    logLevel: 'silent',
  });
  const read = [...documents].map((document) => readDocument(document as Document.Parsed, { file, lines }));
  return {
    objects: read.flatMap(({ objects }) => objects),
    // Helm templates and the like may be in the same folders; only what concerns VolSync has to be valid.
    unread: /volsync|replication(?:source|destination)/i.test(text) ? read.flatMap(({ unread }) => unread) : [],
  };
}

interface Place {
  readonly file: string;
  readonly lines: LineCounter;
}

function readDocument(document: Document.Parsed, { file, lines }: Place): ReadManifests {
  const [error] = document.errors;
  if (error !== undefined) {
    const { line } = lines.linePos(error.pos[0]);
    return { objects: [], unread: [{ file, line, why: error.message.split('\n')[0] ?? error.code }] };
  }
  const body: unknown = document.toJS({ maxAliasCount: 1000 });
  const found = isRecord(body) && body['kind'] === 'List' ? itemsOf(body) : [{ body, path: [] as Path }];
  const objects = found.flatMap(({ body: each, path }) => {
    return objectOf(each, (inner) => lineOf(document, [...path, ...inner], lines), file) ?? [];
  });
  return { objects, unread: [] };
}

function itemsOf(list: Readonly<Record<string, unknown>>): readonly { readonly body: unknown; readonly path: Path }[] {
  const items = Array.isArray(list['items']) ? (list['items'] as readonly unknown[]) : [];
  return items.map((body, index) => ({ body, path: ['items', index] }));
}

function objectOf(body: unknown, lineAt: (path: Path) => number, file: string): ManifestObject | undefined {
  if (!isRecord(body) || !isRecord(body['metadata'])) return undefined;
  const { apiVersion, kind, metadata } = body;
  const { name, namespace } = metadata;
  if (typeof apiVersion !== 'string' || typeof kind !== 'string') return undefined;
  const known = {
    kind,
    namespace: typeof namespace === 'string' ? namespace : undefined,
    name: typeof name === 'string' || typeof name === 'number' ? String(name) : '',
  };
  return {
    ...known,
    scope: known.namespace === undefined ? `folder ${file.replace(/[^/\\]*$/, '')}` : `namespace ${known.namespace}`,
    apiVersion,
    body,
    unset: [
      ...new Set([...JSON.stringify(body).matchAll(/(?<!\$)\$\{([A-Za-z_]\w*)/g)].map(([, variable = '']) => variable)),
    ],
    at: (...path) => ({ ...known, file, line: lineAt(path) }),
  };
}

/** The line of a field's name, or of its closest existing parent. */
function lineOf(document: Document.Parsed, path: Path, lines: LineCounter): number {
  const around = path.slice(0, -1);
  const parent: unknown = around.length === 0 ? document.contents : document.getIn(around, true);
  const key = keyRange(parent, path.at(-1)) ?? (path.length === 0 ? rangeOf(document.contents) : undefined);
  if (key !== undefined) return lines.linePos(key).line;
  return path.length === 0 ? 1 : lineOf(document, around, lines);
}

function keyRange(parent: unknown, name: string | number | undefined): number | undefined {
  if (!isRecord(parent) || !Array.isArray(parent['items'])) return undefined;
  const items = parent['items'] as readonly unknown[];
  if (typeof name === 'number') return rangeOf(items[name]);
  const pair = items.find((item) => isRecord(item) && isRecord(item['key']) && item['key']['value'] === name);
  return isRecord(pair) ? rangeOf(pair['key']) : undefined;
}

function rangeOf(node: unknown): number | undefined {
  return (node as Partial<Node> | null | undefined)?.range?.[0];
}

/** Whether it is an object with fields. */
export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
