import { Failure } from '../../errors.ts';
import { examined, type ContextRun } from '../../text/context-runs.ts';
import { renderFailure } from '../../text/failure.ts';
import { shellWord } from '../../shell-command.ts';
import { styleFor } from '../color.ts';
import type { Io } from '../io.ts';
import type { OutputFormat } from '../output.ts';
import { withTypedAdvice } from '../typed-commands.ts';

/** A text about one context, with its commands as typed for that context. */
export function typedAdviceIn({ typedIn }: Pick<Io, 'typedIn'>): (context: string, text: string) => string {
  return (context, text) => (typedIn === undefined ? text : withTypedAdvice(text, typedIn(context)));
}

/** A command as typed for a context. */
export function typedCommandIn({ typedIn }: Pick<Io, 'typedIn'>): (context: string, command: string) => string {
  return (context, command) => typedIn?.(context)(command) ?? command;
}

/** The output of `-o name` for an app in a context: the arguments that select it. */
export function namesIn<T>(runs: readonly ContextRun<T>[], names: (result: T) => readonly string[]): readonly string[] {
  return examined(runs).flatMap(({ context, result }) =>
    names(result).map((name) => `--context=${shellWord(context)} ${name}`),
  );
}

interface ShownForm {
  readonly output: OutputFormat;
  readonly color: string;
  /** Undefined for a command whose tables always have headers. */
  readonly hasHeaders?: boolean | undefined;
}

/** Reports on stderr what the output format cannot show: missing names, and for some formats contexts that failed. */
export function reportFailures<T>(
  io: Io,
  runs: readonly ContextRun<T>[],
  failuresOf: (result: T) => readonly Failure[],
  form: ShownForm,
): void {
  for (const run of runs) {
    const failures =
      'result' in run ? failuresOf(run.result) : 'failure' in run && !hasPlace(form) ? [run.failure] : [];
    for (const failure of failures) io.stderr.write(failureText(io, run.context, failure, form));
  }
}

function hasPlace({ output, hasHeaders }: ShownForm): boolean {
  if (output === 'table' || output === 'wide') return hasHeaders !== false;
  return typeof output === 'string' && ['json', 'yaml', 'junit', 'markdown'].includes(output);
}

function failureText(io: Io, context: string, failure: Failure, { color }: ShownForm): string {
  const { kind, message, details, hint } = failure;
  const typed = io.typedIn?.(context) ?? ((text: string) => text);
  const said = new Failure(kind, `${context}: ${message}`, {
    details,
    hint: hint?.split('\n').map(typed),
  });
  return renderFailure(said, styleFor(io, io.stderr, color), io.stderr);
}
