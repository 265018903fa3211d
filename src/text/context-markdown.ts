import type { ContextRun } from './context-runs.ts';
import { markdownText } from './markdown.ts';

interface MarkdownView {
  readonly command: string;
  /** Returns a command as typed for one context. */
  readonly typedIn: (context: string, command: string) => string;
}

/** A report on several contexts as Markdown: one section per context, with the context as title. */
export function markdownInContexts<T>(
  runs: readonly ContextRun<T>[],
  { command, typedIn }: MarkdownView,
  sectionOf: (result: T, title: string) => string,
): string {
  return runs
    .map((run) => {
      const title = `volsyncctl ${command} in ${markdownText(run.context)}`;
      if ('result' in run) return withTypedCode(sectionOf(run.result, title), (code) => typedIn(run.context, code));
      const text = 'sameAs' in run ? `same cluster as ${run.sameAs}` : `unknown: ${run.failure.message}`;
      return `# ${title}\n\n${'sameAs' in run ? '' : '? '}${markdownText(text)}\n`;
    })
    .join('\n');
}

/** Commands are between two pairs of backquotes, see codeText. */
function withTypedCode(text: string, typed: (code: string) => string): string {
  return text.replace(/``.*?``/g, typed);
}
