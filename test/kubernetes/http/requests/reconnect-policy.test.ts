import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { ApiRequest } from '../../../../src/kubernetes/http/requests/api-request.ts';
import { ReconnectPolicy } from '../../../../src/kubernetes/http/requests/reconnect-policy.ts';
import { NoAnswerError } from '../../../../src/kubernetes/http/requests/stall-guard.ts';
import { StatusError } from '../../../../src/kubernetes/http/requests/status-error.ts';

const request: ApiRequest = { method: 'GET', path: '/', access: { verb: 'list', group: '', resource: 'pods' } };
const away = Object.assign(new Error('refused'), { code: 'ECONNREFUSED' });

function answer(status: number, details: object = {}): StatusError {
  return new StatusError(status, JSON.stringify({ kind: 'Status', message: 'x', details }), request);
}

beforeEach(() => void vi.useFakeTimers({ toFake: ['Date'] }));
afterEach(() => void vi.useRealTimers());

describe('what has worked is tried again', () => {
  test.each([
    ['a refused connection', away],
    ['silence', new NoAnswerError(1, 'body')],
    ['a gateway', answer(502)],
    ['a forgotten version', answer(410)],
  ])('for ever after %s', (_what, error) => {
    const reconnect = new ReconnectPolicy();
    for (let minute = 0; minute < 60; minute += 1) {
      expect(reconnect.allows(error)).toBe(true);
      vi.advanceTimersByTime(60_000);
    }
  });

  test.each([
    ['401', answer(401)],
    ['403', answer(403)],
    ['an unknown kind', answer(404)],
  ])('for ten seconds after %s, counted from when the server was back', (_what, error) => {
    const reconnect = new ReconnectPolicy();
    expect(reconnect.allows(away)).toBe(true);
    vi.advanceTimersByTime(120_000);
    expect(reconnect.allows(error)).toBe(true);
    vi.advanceTimersByTime(9_000);
    expect(reconnect.allows(error)).toBe(true);
    vi.advanceTimersByTime(2_000);
    expect(reconnect.allows(error)).toBe(false);
    reconnect.renew();
    expect(reconnect.allows(error)).toBe(true);
  });

  test.each([
    ['an object that is gone', answer(404, { name: 'web', kind: 'pods' })],
    ['a bad request', answer(400)],
    ['a certificate of another authority', Object.assign(new Error('x'), { code: 'SELF_SIGNED_CERT_IN_CHAIN' })],
    ['a bug', new TypeError('x is not a function')],
  ])('never after %s', (_what, error) => {
    expect(new ReconnectPolicy().allows(error)).toBe(false);
  });
});

test('the time between two attempts grows, up to some seconds', () => {
  const reconnect = new ReconnectPolicy();
  const delays = Array.from({ length: 10 }, () => reconnect.nextDelayMs());
  expect(delays[0]).toBeLessThan(200);
  expect(delays[9]).toBeGreaterThan(2_000);
  expect(Math.max(...delays)).toBeLessThan(4_000);
});
