import { randomBytes } from 'node:crypto';
import path from 'node:path';
import type { Readable } from 'node:stream';
import { execa } from 'execa';
import { checkDocument } from '../fakes/valid-document.ts';
import { kubectl } from '../lab/kubectl.ts';
import { declaredCodes } from '../fakes/declared-codes.ts';
import { paths } from '../lab/paths.ts';

export { kubectl };

/** The result of a run of the built program. */
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
  /** The test's time limit: the program is killed, and `exitCode` is undefined. */
  readonly timeoutMs?: number;
}

/**
 * Runs the built program as an operator would, without a terminal, as the lab's admin unless `env` or flags say
 * otherwise.
 */
export async function volsyncctl(args: readonly string[], options: RunOptions = {}): Promise<Run> {
  const result = await start(args, options);
  requireDeclaredCode(args, result.exitCode);
  if (isJson(args)) for (const text of [result.stdout, result.stderr]) checkDocuments(text);
  return { exitCode: result.exitCode, stdout: result.stdout, stderr: result.stderr, durationMs: result.durationMs };
}

/**
 * The help of a command has to list every exit code that it can end with; the program run by `browse` has its own
 * codes.
 */
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

/** One document, or one per line of a stream; other text, such as the output of another program, is skipped. */
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

/** Starts the built program and leaves it running, for tests that interrupt it or act in the meantime. */
export function start(args: readonly string[], options: RunOptions = {}) {
  return execa('node', [program, ...args], {
    // Independent of how the tests were started: `_` may say that a hangup should be survived.
    env: { KUBECONFIG: paths.kubeconfig, NO_COLOR: '1', _: '', ...options.env },
    input: options.input ?? '', // no input means a closed stdin, as under cron
    timeout: options.timeoutMs ?? 300_000,
    reject: false,
  });
}

/** Returns when a running program has printed a match. */
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

/** Creates a separate namespace for a test and returns its name. `reset` of the lab removes what a killed test left. */
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
