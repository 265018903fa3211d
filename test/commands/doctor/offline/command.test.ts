import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { run } from '../../../../src/program/run.ts';
import { FakeIo } from '../../../fakes/fake-io.ts';

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'offline-'));
  await mkdir(join(folder, 'apps'));
  await mkdir(join(folder, 'none'));
  await writeFile(join(folder, 'apps', 'web.yaml'), source('copyMethod: Snapshot\n    retian: {daily: 1}'));
  await writeFile(join(folder, 'apps', 'fine.yml'), source('copyMethod: Snapshot\n    retain: {daily: 1}'));
  await writeFile(join(folder, 'component.yaml'), source('copyMethod: ${METHOD}\n    retain: {daily: 1}'));
  await writeFile(join(folder, 'web.env'), 'METHOD=Clone\n');
  await writeFile(join(folder, 'apps', 'notes.txt'), 'not: [yaml');
});
afterAll(() => rm(folder, { recursive: true }));

function source(restic: string): string {
  return `apiVersion: volsync.backube/v1alpha1
kind: ReplicationSource
metadata: {name: web}
spec:
  trigger: {schedule: 29 * * * *}
  restic:
    repository: web-volsync
    ${restic}
`;
}

async function typed(line: string) {
  const io = new FakeIo();
  const words = line.replaceAll('DIR', folder).split(' ');
  return { exitCode: await run(['doctor', ...words], io), out: io.out, err: io.err };
}

describe('doctor --offline', () => {
  it('names file and line, without a cluster', async () => {
    const { exitCode, out } = await typed('--offline -f DIR/apps');
    expect(exitCode).toBe(9);
    expect(out).toContain(`✗ ${folder}/apps/web.yaml:9 ReplicationSource web  spec.restic.retian is not a field`);
    expect(out).toContain('→ did you mean retain?');
    expect(out).toContain('2 files, no cluster');
  });

  it.each([
    ['--offline -f DIR/apps/fine.yml', 0],
    ['--offline -f DIR/component.yaml', 10],
    ['--offline -f DIR/component.yaml --env DIR/web.env', 0],
    ['--offline -f DIR/apps --rule copy-method', 0],
    ['--offline -f DIR/apps --skip unknown-field,no-retain,shared-repository', 0],
    ['--offline -f DIR/none', 3],
    ['--offline -f DIR/absent', 2],
    ['--offline', 2],
    ['-f DIR/apps', 2],
    ['web --offline -f DIR/apps', 2],
    ['--offline -f DIR/apps --fix', 2],
    ['--offline -f DIR/apps --rule stale-lock', 2],
  ])('%s ends with %i', async (line, code) => {
    expect((await typed(line)).exitCode).toBe(code);
  });

  it('has the documents of doctor', async () => {
    const { findings, files, schema } = JSON.parse((await typed('--offline -f DIR/apps/web.yaml -o json')).out) as {
      readonly schema: string;
      readonly files: number;
      readonly findings: readonly object[];
    };
    expect([schema, files]).toEqual(['volsyncctl/doctor/v1', 1]);
    expect(findings).toContainEqual(
      expect.objectContaining({
        rule: 'unknown-field',
        outcome: 'problem',
        object: { kind: 'ReplicationSource', name: 'web', file: `${folder}/apps/web.yaml`, line: 9 },
      }),
    );
    expect((await typed('--offline -f DIR/apps/web.yaml -o junit')).out).toContain('classname="doctor.unknown-field"');
    expect((await typed('--offline -f DIR/apps/web.yaml -o markdown')).out).toContain('| unknown-field |');
    expect((await typed('--offline -f DIR/apps/web.yaml -o name')).out).toContain('web.yaml:9:unknown-field');
  });

  it('explains its rules with those of doctor', async () => {
    expect((await typed('--explain unknown-field')).out).toContain('The API server drops fields');
    expect((await typed('--explain -o name')).out.split('\n')).toEqual(
      expect.arrayContaining(['stale-lock', 'secret-keys']),
    );
  });
});
