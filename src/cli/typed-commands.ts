import { shellWord } from '../shell-command.ts';

/** kubectl's flags, and so ours, that select the cluster and user. A token is never repeated. */
const connectionFlags: ReadonlySet<string> = new Set([
  ...['--kubeconfig', '--context', '--cluster', '--user', '--as', '--as-group', '--as-uid', '--as-user-extra'],
  ...['--server', '-s', '--certificate-authority', '--client-certificate', '--client-key', '--tls-server-name'],
]);
const isAlone = '--insecure-skip-tls-verify';

const ours =
  'trigger|verify|drill|report|history|find|bootstrap-check|snapshots|diff|browse|ls|cat|cp|restore|status|logs|doctor|unlock|suspend|resume|policies|manifest|cleanup|rbac|completion|options|version|help|backup|get|list|snapshot|safe-to-remove';
const kubectls =
  'annotate|api-resources|api-versions|apply|auth|config|create|delete|describe|edit|events|exec|explain|get|label|logs|patch|rollout|scale|set';
/** Not within a longer word; a color may precede it. */
const begins = String.raw`(?<=^|[^\w/-]|\u001b\[[\d;]*m)`;
const commands = new RegExp(
  `${begins}(?:(?:kubectl )?(volsyncctl)(?= (?:${ours})\\b)|kubectl(?= (?:${kubectls})\\b))`,
  'g',
);

/** The connection flags of a command line, each with its shell-quoted value. */
export function connectionFlagsIn(argv: readonly string[]): readonly string[] {
  const end = argv.indexOf('--');
  const words = end === -1 ? argv : argv.slice(0, end);
  const flags: string[] = [];
  for (const [index, word] of words.entries()) {
    if (word === isAlone) flags.push(word);
    const [, name = word, value = words[index + 1]] = /^(--?[a-z-]+)=(.*)$/s.exec(word) ?? [];
    if (connectionFlags.has(name) && value !== undefined) flags.push(name, shellWord(value));
  }
  return flags;
}

/** The other words of a command line, for a hint that repeats it: such a hint gets those flags, and never a token. */
export function withoutConnectionFlags(argv: readonly string[]): readonly string[] {
  return argv.filter((word, index) => {
    const isFlag = (text = '') => connectionFlags.has(text) || text === '--token';
    return word !== isAlone && !isFlag(word.split('=', 1)[0]) && !isFlag(argv[index - 1]);
  });
}

/** The same flags for a command in one of several contexts. */
export function flagsInContext(flags: readonly string[], context: string): readonly string[] {
  const others = flags.filter((flag, index) => flag !== '--context' && flags[index - 1] !== '--context');
  return [...others, '--context', shellWord(context)];
}

/**
 * The commands in a hint as this operator types them: with the name that the program was called by, and with the given
 * connection flags, also in kubectl commands. Pasted without them, they would reach another cluster.
 */
export function withTypedCommands(text: string, programName: string, flags: readonly string[]): string {
  const typed = (name: string, given = flags) => [name, ...given].join(' ');
  return text.replace(commands, (word, own: string | undefined, offset: number) => {
    if (own !== undefined) return typed(programName);
    // Commands that change or list contexts get no flags, least of all a context that does not exist.
    const isOfFile = /^kubectl config (?!view\b)/.test(text.slice(offset));
    return typed(word, isOfFile ? fileFlags(flags) : flags);
  });
}

function fileFlags(flags: readonly string[]): readonly string[] {
  const index = flags.indexOf('--kubeconfig');
  return index === -1 ? [] : flags.slice(index, index + 2);
}

const paint = String.raw`(?:\u001b\[[\d;]*m)*`;
/** Lines with advice, or with a command where a text was wrapped. */
const advice = new RegExp(
  `^(?:\\s*${paint}\\s*→ |${paint}If anything fails: |${paint} +(?:kubectl|volsyncctl) ).*$`,
  'gm',
);

/** A text of several lines; `typed` rewrites the commands in the lines with advice. */
export function withTypedAdvice(text: string, typed: (line: string) => string): string {
  return text.replace(advice, typed);
}

/** How commands in hints are typed: for the whole run, and in one of its contexts. */
export interface TypedHints {
  typed(text: string): string;
  typedIn?(context: string): (text: string) => string;
}

/** A document with its hints rewritten, at any depth; hints beside or below a `context` get the flags of that context. */
export function withTypedHints(value: unknown, hints: TypedHints): unknown {
  if (Array.isArray(value)) return value.map((item) => withTypedHints(item, hints));
  if (typeof value !== 'object' || value === null) return value;
  const { context } = value as { context?: unknown };
  const within = typeof context === 'string' && hints.typedIn !== undefined ? { typed: hints.typedIn(context) } : hints;
  const entries = Object.entries(value).map(([key, item]) => [
    key,
    key === 'hint' && typeof item === 'string' ? within.typed(item) : withTypedHints(item, within),
  ]);
  return Object.fromEntries(entries);
}
