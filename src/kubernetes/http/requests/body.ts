import { pipeline } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { noJson } from './not-kubernetes-error.ts';
import type { HttpResponse } from './transport.ts';

/**
 * The body of an answer. With a total limit, the whole answer must arrive in time; otherwise every block restarts the
 * timer.
 */
export async function textOf({ response, guard }: HttpResponse, totalLimitMs?: number): Promise<string> {
  const packed = response.headers['content-encoding'] === 'gzip';
  const body = packed ? pipeline(response, createGunzip(), () => undefined) : response;
  const chunks: Buffer[] = [];
  try {
    for await (const chunk of body) {
      if (totalLimitMs === undefined) guard.progress();
      chunks.push(chunk as Buffer);
    }
  } finally {
    guard.end();
  }
  return Buffer.concat(chunks).toString('utf8');
}

/** Parses a body as JSON. */
export function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw noJson(text);
  }
}
