import { randomBytes } from 'node:crypto';
import path from 'node:path';
import type { Readable } from 'node:stream';
import { execa } from 'execa';
import { checkDocument } from '../fakes/valid-document.ts';
import { kubectl } from '../lab/kubectl.ts';
import { declaredCodes } from '../fakes/declared-codes.ts';
import { paths } from '../lab/paths.ts';

export { kubectl };

/** How a run of the built program ended. */
export interface Run {
  readonly exitCode: number | undefined;
  readonly stdout: string;
  readonly stderr: string;
  /** Wall time. */
  readonly durationMs: number;
}

export interface RunOptions {
  readonly env?: Readonly<Record<string, string>>;
  readonly input?: string;
  /** The end of the test's patience: the program is killed, and `exitCode` is undefined. */
  readonly timeoutMs?: number;
}

/** Runs the built program as an operator would, off a terminal, as the lab's admin unless `env` or flags say otherwise. */
export async function volsyncctl(args: readonly string[], options: RunOptions = {}): Promise<Run> {
  const result = await start(args, options);
  requireDeclaredCode(args, result.exitCode);
  if (isJson(args)) for (const text of [result.stdout, result.stderr]) checkDocuments(text);
  return { exitCode: result.exitCode, stdout: result.stdout, stderr: result.stderr, durationMs: result.durationMs };
}

/** Help lists every exit code that its command can end with; the program that `browse` runs has codes of its own. */
function requireDeclaredCode(args: readonly string[], exitCode: number | undefined): void {
  const isOfShell = args[0] === 'browse' || args[0]?.startsWith('-') !== false || args[0] === '__complete';
  if (exitCode === undefined || exitCode > 128 || isOfShell) return;
  const declared = declaredCodes(args);
  if (!declared.includes(exitCode)) {
    throw new Error(`${args.join(' ')} ended with ${exitCode}; its help lists ${declared.join(', ')}`);
  }
}

function isJson(args: readonly string[]): boolean {
  return args.some(
    (word, index) => /^(?:-o=?|--output=)json$/.test(word) || (word === 'json' && args[index - 1] === '-o'),
  );
}

/** One document, or one in each line of a stream; what is none, such as the output of another program, is passed over. */
function checkDocuments(text: string): void {
  const [whole] = parsed(text);
  const documents = whole === undefined ? text.split('\n').flatMap(parsed) : [whole];
  for (const document of documents) if ('schema' in document) checkDocument(document);
}

function parsed(text: string): readonly object[] {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? [value] : [];
  } catch {
    return [];
  }
}

/** Starts the built program and leaves it running, for tests that interrupt it or act meanwhile. */
export function start(args: readonly string[], options: RunOptions = {}) {
  return execa('node', [program, ...args], {
    // However the tests themselves were started: `_` may say that a hangup is to be survived.
    env: { KUBECONFIG: paths.kubeconfig, NO_COLOR: '1', _: '', ...options.env },
    input: options.input ?? '', // no input means a closed stdin, as under cron
    timeout: options.timeoutMs ?? 120_000,
    reject: false,
  });
}

/** Returns when a running program has written that. */
export async function said(stream: Readable, pattern: RegExp): Promise<void> {
  let text = '';
  await new Promise<void>((resolve, reject) => {
    stream.on('data', (chunk: Buffer) => {
      text += chunk.toString();
      if (pattern.test(text)) resolve();
    });
    stream.once('end', () => reject(new Error(`it ended without ${String(pattern)}:\n${text}`)));
  });
}

/** A namespace of a test's own; its name is returned. `reset` of the lab removes what a killed test left. */
export async function createNamespace(prefix: string): Promise<string> {
  const name = `${prefix}-${randomBytes(3).toString('hex')}`;
  await kubectl(['create', 'namespace', name]);
  return name;
}

/** Removes a test's namespace, without waiting for its end. */
export async function removeNamespace(name: string): Promise<void> {
  await kubectl(['delete', 'namespace', name, '--wait=false', '--ignore-not-found']);
}

/** The built program. */
export const program = path.join(import.meta.dirname, '..', '..', 'bin', 'volsyncctl.js');
