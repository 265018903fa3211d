import { afterAll, beforeAll, describe, it } from 'vitest';
import { fluxApp, removeFluxApp, type FluxApp } from './restore-in-place-lab.ts';
import { rowsOf, seen } from './restore-in-place-rows.ts';

let app: FluxApp;

beforeAll(async () => {
  app = await fluxApp('Deployment');
});

afterAll(async () => {
  await removeFluxApp(app);
});

describe('an in-place restore of a Deployment with an autoscaler that Flux applies', () => {
  it.each(rowsOf('Deployment'))('$what at $step, then $way', async (row) => {
    await seen(app, row);
  });
});
