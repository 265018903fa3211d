import type { Command, Argument, Option } from 'commander';
import { plainLine } from '../../foreign-text.ts';
import { parsePositiveDurationMs } from '../../cli/duration.ts';
import { globalOptions } from '../../cli/options/global.ts';
import type { Io } from '../../cli/io.ts';
import { readTypedLine, type TypedLine, optionsOf } from './typed-line.ts';
import { bare, type CompletionCandidate, namesOf, type NameSources } from './candidates.ts';
import { optionValues } from './option-values.ts';
import { snapshotIds } from './snapshot-ids.ts';
import { claimPrefix, claims, recentPaths, volumePaths } from './volume-paths.ts';
import { topicNames } from '../../commands/help/topics.ts';
import { resources } from '../../volsync/resources.ts';

/**
 * What the shell should do with the candidates, in cobra's numbers: offer files, nothing else, or nothing else and no
 * space after it.
 */
const directives = { files: ':0', nothingElse: ':4', noSpace: ':6' } as const;

/** With the program's start 300 ms: a shell waits for it. Names that do not arrive in time are left out. */
const usualDeadlineMs = 250;

/** For users with a distant cluster, such as `2s`. */
const deadlineVariable = 'VOLSYNCCTL_COMPLETION_TIMEOUT';

/**
 * Prints the candidates for the last of `words`, one line each with the description after a tab, then the directive. A
 * cluster that does not answer, or refuses, is no error here: the shell's line must stay as it is.
 */
export async function complete(program: Command, words: readonly string[], io: Io): Promise<void> {
  const line = readTypedLine(program, words);
  const found = await candidates(line, nameSources(line, io)).catch(() => []);
  const lines =
    found === 'files' ? [] : found.map(({ value, meaning }) => `${plainLine(value)}\t${plainLine(meaning)}`);
  io.stdout.write([...lines, directives[directiveFor(found)]].map((text) => `${text}\n`).join(''));
}

/** A word that ends with a colon, slash or equals sign continues. */
function directiveFor(found: readonly CompletionCandidate[] | 'files'): keyof typeof directives {
  if (found === 'files') return 'files';
  const goesOn = found.length > 0 && found.every(({ value }) => /[:/=]$/.test(value));
  return goesOn ? 'noSpace' : 'nothingElse';
}

function nameSources({ values }: TypedLine, io: Io): NameSources {
  const deadlineMs = deadlineOf(io);
  const signal = AbortSignal.any([io.signal, AbortSignal.timeout(deadlineMs)]);
  return {
    completionCache: () => inTime(io.completionCache(), signal),
    contexts: () => inTime(io.contextNames(values['kubeconfig']), signal),
    cluster: async () => {
      const cluster = await inTime(io.connect({ ...connection(values), requestTimeoutMs: deadlineMs }), signal);
      return {
        namespace: cluster.namespace,
        server: cluster.server,
        list: (resource, scope) => inTime(cluster.list(resource, scope, signal), signal),
      };
    },
  };
}

/** In milliseconds. An invalid duration is ignored: there is no place for an error in a line that is being typed. */
function deadlineOf({ env }: Io): number {
  const wanted = env[deadlineVariable];
  if (wanted === undefined) return usualDeadlineMs;
  try {
    return parsePositiveDurationMs(wanted);
  } catch {
    return usualDeadlineMs;
  }
}

function connection(values: TypedLine['values']) {
  const { asGroup } = values;
  return globalOptions({ ...values, asGroup: asGroup === undefined ? undefined : [asGroup] });
}

/** Not every call can be cancelled (a name lookup cannot), but it is no longer waited for. */
async function inTime<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  const late = new Promise<never>((_resolve, reject) => {
    signal.addEventListener('abort', () => reject(new Error('too late')), { once: true });
  });
  return Promise.race([work, late]);
}

/** The candidates; `files` leaves it to the shell. */
async function candidates(line: TypedLine, names: NameSources): Promise<readonly CompletionCandidate[] | 'files'> {
  const all = await unfiltered(line, names);
  return all === 'files' ? all : all.filter(({ value }) => value.startsWith(line.last));
}

async function unfiltered(line: TypedLine, names: NameSources): Promise<readonly CompletionCandidate[] | 'files'> {
  const { command, pending, last, words } = line;
  if (pending !== undefined) return optionValues(pending, line, names);
  if (last.startsWith('-')) return optionsOf(command).flatMap(optionNames);
  const isFirst = words.length === 0 && command.commands.length > 0;
  if (!isFirst) return argumentValues(line, names);
  // The names of commands are known without a cluster.
  const others = await argumentValues(line, names).catch(() => []);
  return [...commandNames(command), ...(others === 'files' ? [] : others)];
}

function optionNames({ long, short, description }: Option): readonly CompletionCandidate[] {
  return [long, short].filter((name) => name !== undefined).map((value) => ({ value, meaning: description }));
}

function commandNames(command: Command): readonly CompletionCandidate[] {
  const help = command.createHelp();
  return help
    .visibleCommands(command)
    .map((each) => ({ value: each.name(), meaning: help.subcommandDescription(each) }));
}

async function argumentValues(line: TypedLine, names: NameSources): Promise<readonly CompletionCandidate[] | 'files'> {
  const argument = argumentAt(line);
  if (argument === undefined) return [];
  if (argument.argChoices !== undefined) return argument.argChoices.map(bare);
  const name = argument.name();
  if (snapshotArguments.has(name)) return snapshotIds(line, names);
  switch (name) {
    case 'app:path':
      return volumePaths(line, names);
    case 'command':
      return line.command.name() === 'help' ? helpSubjects(line) : [];
    case 'app':
      return apps(line, names);
    default:
      return [];
  }
}

async function apps(line: TypedLine, names: NameSources): Promise<readonly CompletionCandidate[]> {
  if ('allNamespaces' in line.values) return [];
  if (line.last.includes(':')) return recentPaths(line.last, names);
  if (line.command.name() === 'browse' && line.last.startsWith(claimPrefix)) return claims(names, '');
  const cluster = await names.cluster();
  const resource = 'destination' in line.values ? resources.replicationDestinations : resources.replicationSources;
  const found = await namesOf(cluster, resource, cluster.namespace);
  return found.filter(({ value }) => !line.words.includes(value));
}

/** For `snapshots ls` and `snapshots diff`. */
const snapshotArguments: ReadonlySet<string> = new Set(['id', 'a', 'b']);

/** The subjects of `help`: commands, subcommands and topics. */
function helpSubjects({ command, words }: TypedLine): readonly CompletionCandidate[] {
  let subject = command.parent ?? command;
  for (const word of words) subject = subject.commands.find((one) => one.name() === word) ?? command;
  const topics = words.length === 0 ? topicNames.map(bare) : [];
  return [...commandNames(subject), ...topics];
}

function argumentAt({ command, words }: TypedLine): Argument | undefined {
  const last = command.registeredArguments.at(-1);
  return command.registeredArguments[words.length] ?? (last?.variadic === true ? last : undefined);
}
