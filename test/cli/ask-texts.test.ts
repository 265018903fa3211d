import { expect, it } from 'vitest';
import { askTexts, type TextQuestion } from '../../src/cli/ask-texts.ts';
import { FakeTerminal, keys } from '../fakes/fake-terminal.ts';

const questions: readonly TextQuestion[] = [
  { name: 'app', message: 'App:', fallback: () => '', expected: (text) => (text === '' ? 'a name' : undefined) },
  { name: 'claim', message: 'Claim:', fallback: ({ app = '' }) => `${app}-data`, expected: () => undefined },
];

it('asks until an answer is valid, and takes Enter for the default', async () => {
  const terminal = new FakeTerminal();
  const answers = askTexts(questions, terminal, new AbortController().signal);
  await terminal.shows('App:');
  terminal.press(keys.enter);
  await terminal.shows('expected a name');
  terminal.press('w', 'e', 'b', keys.enter);
  await terminal.shows('Claim:');
  terminal.press(keys.enter);
  expect(await answers).toEqual({ app: 'web', claim: 'web-data' });
});
