import type { BrowserTerminal } from './browsed-files.ts';
import { prompting } from './prompt-session.ts';

/** One line to be typed. */
export interface TextQuestion {
  readonly name: string;
  readonly message: string;
  /** What Enter alone means, by the answers before. */
  readonly fallback: (answers: Readonly<Record<string, string>>) => string;
  /** What is expected instead of an answer that is not valid; undefined where it is. */
  readonly expected: (answer: string) => string | undefined;
}

/** Asks these one after another on stderr, each until its answer is valid; returns them by name. */
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
