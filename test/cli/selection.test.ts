import { Command } from 'commander';
import { describe, expect, it } from 'vitest';
import { addSelectionOptions, selection, target } from '../../src/cli/selection.ts';

function resolved(words: readonly string[], options: Record<string, unknown> = {}, mustChoose = false) {
  return target(selection(words, options, mustChoose), 'home');
}

describe('selection', () => {
  it.each([
    [[], {}, { scope: { namespace: 'home', labelSelector: undefined }, apps: undefined }],
    [[], { namespace: 'media' }, { scope: { namespace: 'media', labelSelector: undefined }, apps: undefined }],
    [[], { allNamespaces: true }, { scope: { namespace: undefined, labelSelector: undefined }, apps: undefined }],
    [[], { selector: 'a=b' }, { scope: { namespace: 'home', labelSelector: 'a=b' }, apps: undefined }],
    [
      [],
      { allNamespaces: true, selector: 'a=b' },
      { scope: { namespace: undefined, labelSelector: 'a=b' }, apps: undefined },
    ],
    [
      ['web', 'media/sonarr', 'web', 'home/web'],
      {},
      {
        scope: { namespace: 'home', labelSelector: undefined },
        apps: [
          { namespace: 'home', name: 'web' },
          { namespace: 'media', name: 'sonarr' },
        ],
      },
    ],
    [
      ['replicationsource.volsync.backube/web', 'home.v2'],
      { namespace: 'tools' },
      {
        scope: { namespace: 'tools', labelSelector: undefined },
        apps: [
          { namespace: 'tools', name: 'web' },
          { namespace: 'tools', name: 'home.v2' },
        ],
      },
    ],
  ])('%j with %j', (words, options, expected) => {
    expect(resolved(words, options)).toEqual(expected);
  });

  it.each([
    [['web'], { allNamespaces: true }, 'app names and -A cannot be combined'],
    [['web'], { selector: 'a=b' }, 'app names and -l cannot be combined'],
    [['web'], { all: true }, 'app names and --all cannot be combined'],
    [[], { all: true, selector: 'a=b' }, '--all and -l cannot be combined'],
    [['home/web'], { namespace: 'media' }, '"home/web" and -n media name two different namespaces'],
    [['a/b/c'], {}, '"a/b/c" is not a valid app name'],
    [[''], {}, '"" is not a valid app name'],
    [['../web'], {}, '"../web" is not a valid app name'],
    [['Web'], {}, '"Web" is not a valid app name'],
  ])('refuses %j with %j', (words, options, message) => {
    expect(() => resolved(words, options)).toThrow(expect.objectContaining({ kind: 'usage', message }) as Error);
  });

  it.each([
    [[], { allNamespaces: true }],
    [[], {}],
    [[], { namespace: 'media' }],
  ])('wants to be told where something is changed: %j with %j', (words, options) => {
    expect(() => resolved(words, options, true)).toThrow('no apps given');
  });

  it.each([
    [['web'], {}],
    [[], { all: true }],
    [[], { all: true, allNamespaces: true }],
    [[], { selector: 'a=b' }],
  ])('is satisfied where something is changed by %j with %j', (words, options) => {
    expect(() => resolved(words, options, true)).not.toThrow();
  });
});

describe('addSelectionOptions', () => {
  it.each([
    [true, ['--all-namespaces', '--selector', '--all']],
    [false, ['--all-namespaces', '--selector']],
  ])('hasAll %s', (hasAll, expected) => {
    expect(addSelectionOptions(new Command(), { hasAll }).options.map(({ long }) => long)).toEqual(expected);
  });
});
