import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';

/** A volsyncctl command line in the README or in docs/. */
export interface DocumentedCommand {
  readonly file: string;
  readonly line: string;
  /** Without the program's name. */
  readonly words: readonly string[];
}

const root = path.resolve(import.meta.dirname, '../..');

/** All of them, each once: in shell blocks and between backquotes. */
export function documentedCommands(): readonly DocumentedCommand[] {
  const files = ['README.md', 'deploy/README.md', ...globSync('docs/*.md', { cwd: root }).sort()];
  const all = files.flatMap((file) =>
    linesOf(readFileSync(path.join(root, file), 'utf8')).map((line) => ({ file, line, words: wordsOf(line) })),
  );
  return [...new Map(all.map((one) => [one.line, one])).values()];
}

/** Each command alone: without prompt, comment, variables, redirections, pipes and joined commands. */
function linesOf(text: string): readonly string[] {
  const blocks = [...text.matchAll(/^```(?:sh|yaml)\n(.*?)^```/gms)].flatMap(([, block = '']) => block.split('\n'));
  const prompts = [...text.matchAll(/^\$ (.*)$/gm)].map(([, line = '']) => line);
  const inline = [...text.matchAll(/`((?:kubectl )?volsyncctl [^`]+)`/g)].map(([, line = '']) => line);
  return [...blocks, ...prompts, ...inline]
    .map((line) => line.replace(/(^|\s)#.*$/, ''))
    .flatMap((line) => line.split(/\s\|\s|&&|;|<\(|\)|\s2?>\s?\S+/))
    .map((line) => line.trim().replace(/^- run: /, ''))
    .filter((line) => /^(?:kubectl )?volsyncctl [a-z]/.test(line) && !/\b[A-Z]{3,}\b/.test(line));
}

/** As a shell splits them. */
function wordsOf(line: string): readonly string[] {
  const words = line.match(/(?:[^\s"']|"[^"]*"|'[^']*')+/g) ?? [];
  return words
    .map((word) =>
      word.replace(/"([^"]*)"|'([^']*)'/g, (_, double?: string, single?: string) => double ?? single ?? ''),
    )
    .slice(words[0] === 'kubectl' ? 2 : 1);
}
