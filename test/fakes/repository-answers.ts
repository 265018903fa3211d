import { rawText } from '../../src/foreign-text.ts';
import type { Container } from '../../src/kubernetes/objects.ts';

interface Said {
  readonly output?: readonly string[];
  readonly errors?: readonly string[];
  readonly exitCode?: number;
}

interface Answered {
  /** Of steps after the list of snapshots, by name; the others print nothing. */
  readonly more?: Readonly<Record<string, Said>>;
  readonly output?: readonly string[];
  readonly errors?: readonly string[];
  readonly exitCode?: number;
  readonly address?: string;
}

/** The log of a container that ran `repositoryCommand`. */
export function answerOf({ command = [] }: Container, answered: Answered = {}): readonly string[] {
  const mark = rawText(command[4] ?? '');
  const { output = ['[]'], errors = [], exitCode = 0, address = '/repository/web', more = {} } = answered;
  const steps = stepsOf(command).map((name) =>
    name === 'snapshots'
      ? { name, output, errors, exitCode }
      : { name, output: [], errors: [], exitCode: 0, ...more[name] },
  );
  const failed = steps.findIndex((step) => step.exitCode !== 0);
  return [
    '',
    `${mark} address ${address}`,
    '',
    `${mark} clock ${Date.parse('2026-11-23T15:24:00Z') / 1000}`,
    ...steps
      .slice(0, failed < 0 ? undefined : failed + 1)
      .flatMap((step) => [
        '',
        `${mark} begin ${step.name}`,
        ...step.output,
        '',
        `${mark} end ${step.name} ${step.exitCode}`,
        ...step.errors,
      ]),
    '',
    `${mark} over`,
  ];
}

/** A step consists of the number of restic's arguments, a name, the line that ends it, and these arguments. */
function stepsOf(command: Container['command'] & object): readonly string[] {
  const names: string[] = [];
  for (let at = 7; at < command.length; at += 3 + Number(command[at])) names.push(rawText(command[at + 1] ?? ''));
  return names;
}

/** The Secret of a container in a helper pod. */
export function secretOf({ envFrom = [] }: Container): string {
  return envFrom[0]?.secretRef?.name ?? '';
}

/** The log of a container that ran `listingCommand`: the repositories in its format, and the addresses of apps. */
export function listingOf(
  { command = [] }: Container,
  { addresses, repositories }: { readonly addresses: readonly string[]; readonly repositories: readonly string[] },
): readonly string[] {
  const mark = rawText(command[4] ?? '');
  return [
    `clock ${Date.parse('2026-11-23T15:24:00Z') / 1000}`,
    ...addresses.map((address, index) => `address ${index} ${address}`),
    ...repositories.map((repository) => `repository ${repository}`),
    'over',
  ].map((line) => `${mark} ${line}`);
}
