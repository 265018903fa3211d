import { describe, expect, it } from 'vitest';
import { isFailure } from '../../src/errors.ts';
import { jsonPathTemplate, sortedByPath } from '../../src/text/json-path.ts';

const document = {
  outcome: 'unprotected',
  counts: { total: 2, 'by-level': { bad: 1 } },
  gone: undefined,
  apps: [
    { name: 'web', size: 20, isPaused: false, newest: { id: '4ef5', time: '2026-11-22T10:00:00Z' } },
    { name: 'mail', size: 3, isPaused: true, warnings: ['old', 'empty'] },
  ],
  labels: { 'app.kubernetes.io/name': 'web' },
};

function failureOf(work: () => unknown) {
  try {
    work();
  } catch (error) {
    if (isFailure(error, 'usage')) return error.message;
    throw error;
  }
  return undefined;
}

describe('jsonPathTemplate', () => {
  // Each result was seen from kubectl with a document of the same shape.
  it.each([
    ['{.outcome}', 'unprotected'],
    ['{.apps[*].name}', 'web mail'],
    ['{range .apps[*]}{.name}{"\\t"}{.newest.id}{"\\n"}{end}', 'web\t4ef5\nmail\t\n'],
    ['{range .apps[*]}[{.name}{range .warnings[*]} {@}{end}]{end}', '[web][mail old empty]'],
    ['{range .apps[*]}{.name} of {$.counts.total};{end}', 'web of 2;mail of 2;'],
    ["{.apps[?(@.name=='web')].newest.time}", '2026-11-22T10:00:00Z'],
    ['{.apps[?(@.size>=20)].name}', 'web'],
    ['{.apps[?(@.isPaused==true)].name}', 'mail'],
    ['{.apps[?(@.newest)].name}', 'web'],
    ['{.apps[-1:].name} {.apps[0].isPaused}', 'mail false'],
    ['{..id}', '4ef5'],
    ["{.apps[0]['name','size']}", 'web 20'],
    ["{.apps[*]['newest.id']}", '4ef5'],
    ['{.counts.by-level.bad}', '1'],
    ['{.labels.app\\.kubernetes\\.io/name}', 'web'],
    ["{.labels['app\\.kubernetes\\.io/name']}", 'web'],
    ['{.counts}', '{"total":2,"by-level":{"bad":1}}'],
    ['a {"{b}"} {\'c\'} }', 'a {b} c }'],
    ['[{.gone}{.no.such.path}]', '[]'],
  ])('fills %s', (template, text) => {
    expect(jsonPathTemplate(template)(document)).toBe(text);
  });

  it('takes a path without its braces', () => {
    expect(jsonPathTemplate('.apps[0].name')(document)).toBe('web');
  });

  it('keeps what a name could do to a terminal or to lines on one line', () => {
    expect(jsonPathTemplate('{.name}')({ name: 'a\nb\u001b[2J"c"\\' })).toBe('a\\nb\\u001b[2J"c"\\');
  });

  it.each([
    ['{.apps', 'a brace or a quote is not closed'],
    ['{range .apps[*]}{.name}', '{range} has no {end}'],
    ['{.name}{end}', '{end} has no {range}'],
    ['{apps}', 'expected {.apps}'],
    ['{.apps[}', 'is not a valid path'],
    ['{}', 'is not a path'],
  ])('refuses %s', (template, message) => {
    expect(failureOf(() => jsonPathTemplate(template))).toMatch(message);
  });
});

describe('sortedByPath', () => {
  const namesBy = (path: string) => sortedByPath(document.apps, (app) => app, path).map(({ name }) => name);

  it('sorts numbers as numbers, and text as people count', () => {
    expect(namesBy('.size')).toEqual(['mail', 'web']);
    expect(sortedByPath(['app-10', 'app-9'], (name) => ({ name }), '.name')).toEqual(['app-9', 'app-10']);
  });

  it('puts first what has no value, and keeps the order of equals', () => {
    expect(namesBy('{.newest.time}')).toEqual(['mail', 'web']);
    expect(sortedByPath([1, 2, 3], (id) => ({ id, kind: 'a' }), '.kind')).toEqual([1, 2, 3]);
  });

  it('takes a path with and without braces and the dot', () => {
    expect(['{.name}', '.name', 'name', '{name}'].map(namesBy)).toEqual(Array(4).fill(['mail', 'web']));
  });

  it('refuses what matches no item, and what is no value', () => {
    expect(failureOf(() => namesBy('.lastBackup'))).toBe('--sort-by .lastBackup matches no item');
    expect(failureOf(() => namesBy('.newest'))).toBe('--sort-by .newest is an object');
    expect(failureOf(() => namesBy('.warnings'))).toBe('--sort-by .warnings is a list');
    expect(failureOf(() => namesBy('.a['))).toMatch('is not a valid path');
  });

  it('says nothing of a field where there is no item', () => {
    expect(sortedByPath([], () => ({}), '.any')).toEqual([]);
  });
});
