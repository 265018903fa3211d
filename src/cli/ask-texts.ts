import type { BrowserTerminal } from './browsed-files.ts';
import { prompting } from './prompt-session.ts';

/** One line of input. */
export interface TextQuestion {
  readonly name: string;
  readonly message: string;
  /** The default for Enter, given the previous answers. */
  readonly fallback: (answers: Readonly<Record<string, string>>) => string;
  /** What is expected instead of an invalid answer; undefined for a valid one. */
  readonly expected: (answer: string) => string | undefined;
}

/** Asks the questions one after another on stderr, each until its answer is valid; returns the answers by name. */
export async function askTexts(
  questions: readonly TextQuestion[],
  terminal: Pick<BrowserTerminal, 'stdin' | 'stderr'>,
  signal: AbortSignal,
): Promise<Readonly<Record<string, string>>> {
  const { default: inquirer } = await import('inquirer');
  return prompting(terminal, signal, (context) =>
    inquirer.createPromptModule(context)<Record<string, string>>(
      questions.map(({ name, message, fallback, expected }) => ({
        type: 'input' as const,
        name,
        message,
        default: (answers: Record<string, string>) => fallback(answers) || undefined,
        validate: (answer: string) => {
          const other = expected(answer);
          return other === undefined ? true : `expected ${other}`;
        },
      })),
    ),
  );
}
