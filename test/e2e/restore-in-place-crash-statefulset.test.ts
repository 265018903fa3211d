import { afterAll, beforeAll, describe, it } from 'vitest';
import { fluxApp, removeFluxApp, type FluxApp } from './restore-in-place-lab.ts';
import { rowsOf, seen } from './restore-in-place-rows.ts';

let app: FluxApp;

beforeAll(async () => {
  app = await fluxApp('StatefulSet');
});

afterAll(async () => {
  await removeFluxApp(app);
});

describe('an in-place restore of a StatefulSet that Flux applies', () => {
  it.each(rowsOf('StatefulSet'))('$what at $step, then $way', async (row) => {
    await seen(app, row);
  });
});
