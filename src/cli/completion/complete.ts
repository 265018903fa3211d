import type { Command } from 'commander';
import { plainLine } from '../../render/plain.ts';
import { globalOptions } from '../global-options.ts';
import type { Io } from '../io.ts';
import { candidates, type Candidate, type NameSources } from './candidates.ts';
import { readTypedLine, type TypedLine } from './typed-line.ts';

/** What the shell is to do with the candidates, in cobra's numbers: offer files, nothing else, or that and no space after it. */
const directives = { files: ':0', nothingElse: ':4', noSpace: ':6' } as const;

/** A shell waits for this; names that do not come in time are left out. */
const deadlineMs = 1500;

/**
 * Writes what could be typed for the last of `words`, a line each with its meaning after a tab, then the directive. A
 * cluster that does not answer, or says no, is no error here: the shell's line must stay as it is.
 */
export async function complete(program: Command, words: readonly string[], io: Io): Promise<void> {
  const line = readTypedLine(program, words);
  const found = await candidates(line, nameSources(line, io)).catch(() => []);
  const lines =
    found === 'files' ? [] : found.map(({ value, meaning }) => `${plainLine(value)}\t${plainLine(meaning)}`);
  io.stdout.write([...lines, directives[directiveFor(found)]].map((text) => `${text}\n`).join(''));
}

/** What ends with a colon or a slash goes on. */
function directiveFor(found: readonly Candidate[] | 'files'): keyof typeof directives {
  if (found === 'files') return 'files';
  return found.some(({ value }) => /[:/]$/.test(value)) ? 'noSpace' : 'nothingElse';
}

function nameSources({ values }: TypedLine, io: Io): NameSources {
  const signal = AbortSignal.any([io.signal, AbortSignal.timeout(deadlineMs)]);
  return {
    contexts: () => inTime(io.contextNames(values['kubeconfig']), signal),
    cluster: async () => {
      const cluster = await inTime(io.connect({ ...connection(values), requestTimeoutMs: deadlineMs }), signal);
      return {
        namespace: cluster.namespace,
        list: (resource, scope) => inTime(cluster.list(resource, scope, signal), signal),
      };
    },
  };
}

function connection(values: TypedLine['values']) {
  const { asGroup } = values;
  return globalOptions({ ...values, asGroup: asGroup === undefined ? undefined : [asGroup] });
}

/** Not every call can be ended (looking up a name cannot), but none is waited for any longer. */
async function inTime<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  const late = new Promise<never>((_resolve, reject) => {
    signal.addEventListener('abort', () => reject(new Error('too late')), { once: true });
  });
  return Promise.race([work, late]);
}
