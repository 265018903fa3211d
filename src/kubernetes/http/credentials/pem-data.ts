import { readFileSync } from 'node:fs';
import { Failure } from '../../../errors.ts';
import { asText, type YamlTree } from '../config/tree.ts';

/** PEM in base64, as in `-data` fields, which take precedence over files. An empty file would mean no PEM at all. */
export function pemData(entry: YamlTree, field: string, owner: string): string | undefined {
  const data = asText(entry[`${field}-data`]);
  const file = asText(entry[field]);
  if (data !== undefined || file === undefined) return data;
  const what = `the ${field} of ${owner}`;
  const content = readFile(file, what);
  if (content.length === 0) throw unusableFile(file, what, 'is empty');
  return content.toString('base64');
}

function readFile(file: string, what: string): Buffer {
  try {
    return readFileSync(file);
  } catch (error) {
    throw unreadableFile(file, what, error);
  }
}

/** The failure to read a file that the kubeconfig refers to. */
export function unreadableFile(file: string, what: string, error: unknown): Failure {
  const { code } = error as NodeJS.ErrnoException;
  const why = code === 'ENOENT' ? 'does not exist' : `cannot be read (${code ?? String(error)})`;
  return unusableFile(file, what, why, error);
}

function unusableFile(file: string, what: string, why: string, cause?: unknown): Failure {
  return new Failure('unreachable', `The file ${file}, ${what} in the kubeconfig, ${why}.`, {
    hint: 'kubectl config view',
    cause,
  });
}
