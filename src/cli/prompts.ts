import { Failure } from '../errors.ts';

/** Questions to the person at the terminal. Ctrl-C at a question is a Failure `interrupted`. */
export interface Prompts {
  /** Asks for confirmation; Enter alone means no. */
  confirm(message: string): Promise<boolean>;
}

/** Where questions are shown and answered: not on stdout, which carries only the result. */
export interface PromptTerminal {
  readonly input: NodeJS.ReadableStream;
  readonly output: NodeJS.WritableStream;
  readonly signal: AbortSignal;
}

/** Asks for confirmation on a terminal; Enter alone means no. */
export async function confirm(message: string, terminal: PromptTerminal): Promise<boolean> {
  const { default: inquirer } = await import('inquirer');
  const prompt = inquirer.createPromptModule({ ...terminal });
  try {
    const answers = await prompt<{ answer: boolean }>([{ type: 'confirm', name: 'answer', message, default: false }]);
    return answers.answer;
  } catch (error) {
    // Ctrl-C reaches the prompt as a key, and a signal ends it.
    if (!(error instanceof Error) || !['ExitPromptError', 'AbortPromptError'].includes(error.name)) throw error;
    throw new Failure('interrupted', 'Interrupted at the prompt; nothing was changed.', { cause: error });
  }
}
