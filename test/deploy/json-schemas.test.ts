import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { jsonSchemas } from '../../deploy/json-schemas.ts';
import { statusDocument } from '../../src/commands/status/json/fleet.ts';
import { assessFleet } from '../../src/commands/status/judgement/fleet.ts';
import { failureDocument } from '../../src/text/failure.ts';
import { verifyDocument } from '../../src/text/verdict-json.ts';
import { destinationObject, newSource, sourceObject } from '../fakes/fleet-objects.ts';
import { checkDocument } from '../fakes/valid-document.ts';
import { absent, hidden, reportOf, stale, web } from '../fakes/verify-report.ts';

const folder = path.resolve(import.meta.dirname, '../../docs/schemas');
const asJson = (document: object): Record<string, unknown> =>
  JSON.parse(JSON.stringify(document)) as Record<string, unknown>;

describe('docs/schemas', () => {
  it('is what `node deploy/json-schemas.ts` writes', () => {
    const schemas = jsonSchemas();
    expect(readdirSync(folder).sort()).toEqual([...schemas.keys()].sort());
    for (const [file, schema] of schemas) {
      expect(JSON.parse(readFileSync(path.join(folder, file), 'utf8')), file).toEqual(asJson(schema));
    }
  }, 60_000);

  it('describes what is printed', () => {
    const facts = {
      sources: [sourceObject(), newSource({}, 'new')],
      destinations: [destinationObject()],
      movers: new Map(),
    };
    const fleet = assessFleet({ ...facts, gaps: [] }, new Date('2026-11-23T15:24:00Z'));
    checkDocument(asJson(statusDocument(fleet, false)));
    checkDocument(asJson(verifyDocument(reportOf([web, stale, hidden], [absent]))));
    checkDocument(asJson(failureDocument(absent)));
  });

  it('refuses what is not as it says', () => {
    const good = asJson(verifyDocument(reportOf([web])));
    for (const bad of [{ outcome: 'fine' }, { apps: [{ namespace: 'home' }] }, { time: 7 }, { apps: undefined }]) {
      expect(() => checkDocument({ ...good, ...bad })).toThrow(/volsyncctl\/verify\/v1 is not as docs\/schemas says/);
    }
    expect(() => checkDocument({ schema: 'volsyncctl/nothing/v1' })).toThrow(/nothing-v1/);
  });
});
