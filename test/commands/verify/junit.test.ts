import { describe, expect, it } from 'vitest';
import { verifyJunit } from '../../../src/commands/verify/junit.ts';
import { absent, hidden, hostile, reportOf, stale, web } from '../../fakes/verify-report.ts';

/** The element names of a text, in order; throws if it is not well-formed XML 1.0. */
function elements(text: string): readonly string[] {
  if (!/^[\t\n\r\x20-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]*$/u.test(text)) throw new Error('no XML character');
  const value = /(?:[^<&"]|&(?:amp|lt|gt|quot|apos);)*/.source;
  const words = /(?:[^<&>]|&(?:amp|lt|gt|quot|apos);)*/.source;
  const tag = new RegExp(`<(?<end>/?)(?<name>[\\w-]+)(?:\\s+[\\w-]+="${value}")*\\s*(?<empty>/?)>${words}`, 'y');
  tag.lastIndex = /^<\?xml[^?]*\?>\s*/.exec(text)?.[0].length ?? 0;
  const open: string[] = [];
  const names: string[] = [];
  do takeTag(tag.exec(text)?.groups ?? {}, open, names);
  while (tag.lastIndex < text.length);
  if (open.length > 0) throw new Error(`<${open.join('>, <')}> has no end`);
  return names;
}

function takeTag({ end, name = '', empty }: Partial<Record<string, string>>, open: string[], names: string[]): void {
  if (name === '') throw new Error('no tag');
  if (end === '/' && open.pop() !== name) throw new Error(`</${name}> ends nothing`);
  if (end === '') names.push(name);
  if (end === '' && empty === '') open.push(name);
}

describe('verifyJunit', () => {
  it('shows each app as a test: unprotected fails, unknown is an error', () => {
    const text = verifyJunit(reportOf([web, stale, hidden], [absent]));
    expect(elements(text)).toEqual([
      ...['testsuites', 'testsuite'],
      ...['testcase', 'system-out'],
      ...['testcase', 'failure'],
      ...['testcase', 'error'],
      ...['testcase', 'error'],
    ]);
    for (const line of [
      /<testsuite name="volsyncctl verify" tests="4" failures="1" errors="2" time="4\.1" timestamp="2026-11-23T15:24:05\.000Z">/,
      /<testcase name="web" classname="home">\s*<system-out>snapshot 724684cd<\/system-out>/,
      /<testcase name="mail" classname="home">\s*<failure type="stale" message="the newest snapshot is older than the schedule &quot;/,
      /<error type="repository-unreachable" message="the repository did not answer[^>]*>mount: no route<\/error>/,
      /<error type="not-found" message="There is no ReplicationSource wbe/,
    ]) {
      expect(text).toMatch(line);
    }
  });

  it.each([
    ['control characters and markup', hostile],
    ['a word that XML builders take for a flag', 'true'],
    ['an end of CDATA', ']]>'],
    ['what looks like an entity', '&bogus; &#0; &#x1b;'],
    ['quotes', `"'`],
    ['a comment', '<!-- -- -->'],
    ['nothing', ''],
  ])('is well-formed whatever the cluster says: %s', (_what, text) => {
    const bad = { ...hidden, message: text, details: [text, text] };
    const report = reportOf([{ ...web, name: text, namespace: text }, bad, { ...bad, verdict: 'unprotected' }]);
    const xml = verifyJunit(report);
    expect(elements(xml)).toHaveLength(8);
    if (text === 'true') expect(xml).toContain('<testcase name="true" classname="true">');
  });

  it('is a report also where there is nothing', () => {
    expect(elements(verifyJunit(reportOf([])))).toEqual(['testsuites', 'testsuite']);
  });

  it('is not called well-formed when it is not', () => {
    for (const text of [
      '<a>',
      '<a></b>',
      '<a b></a>',
      '<a>&x;</a>',
      '<a>]]></a>',
      '<a b="<"/>',
      '<a>\u0007</a>',
      '<a>\ufffe</a>',
    ]) {
      expect(() => elements(text), text).toThrow();
    }
  });
});
