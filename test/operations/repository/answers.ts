import type { Container } from '../../../src/kube/objects.ts';

interface Answered {
  readonly output?: readonly string[];
  readonly errors?: readonly string[];
  readonly exitCode?: number;
  readonly address?: string;
}

/** The log of a container that ran `repositoryCommand` with one step. */
export function answerOf({ command = [] }: Container, answered: Answered = {}): readonly string[] {
  const mark = command[4] ?? '';
  const { output = ['[]'], errors = [], exitCode = 0, address = '/repository/web' } = answered;
  return [
    '',
    `${mark} address ${address}`,
    '',
    `${mark} clock ${Date.parse('2026-11-23T15:24:00Z') / 1000}`,
    '',
    `${mark} begin snapshots`,
    ...output,
    '',
    `${mark} end snapshots ${exitCode}`,
    ...errors,
    '',
    `${mark} over`,
  ];
}

/** The Secret that a container of a helper pod is given. */
export function secretOf({ envFrom = [] }: Container): string {
  return envFrom[0]?.secretRef?.name ?? '';
}
