import { plainLine } from '../../../foreign-text.ts';
import type { ApiRequest } from './api-request.ts';
import { asText, asTree, asTrees } from '../config/tree.ts';

/** An unsuccessful answer of the API server; `message` is the server's own. */
export class StatusError extends Error {
  override readonly name = 'StatusError';
  readonly status: number;
  readonly request: ApiRequest;
  /** Such as `NotFound`; empty if the answer is not a Kubernetes Status. */
  readonly reason: string;
  /** The object or kind that the answer refers to. */
  readonly about: { readonly name: string | undefined; readonly kind: string | undefined };
  readonly causes: readonly string[];
  /** How long the server asks to wait before the next attempt. */
  readonly retryAfterMs: number | undefined;
  /** For 429: how long the request was repeated before it was given up. */
  repeatedMs = 0;
  /** Whether the server reported itself as ready, so that only the requested API is down. */
  isServerReady = false;

  constructor(status: number, body: string, request: ApiRequest, retryAfter?: string) {
    const document = parsedStatus(body);
    super(plainLine(asText(document['message']) ?? firstWords(body)));
    const details = asTree(document['details']);
    this.status = status;
    this.request = request;
    this.reason = asText(document['reason']) ?? '';
    this.about = { name: asText(details['name']), kind: asText(details['kind']) };
    this.causes = asTrees(details['causes']).map((cause) => plainLine(asText(cause['message']) ?? ''));
    this.retryAfterMs = delayMsOf(retryAfter) ?? delayMsOf(details['retryAfterSeconds']);
  }

  /** The same error, after the server reported itself as ready. */
  ofReadyServer(): this {
    this.isServerReady = true;
    return this;
  }
}

/** `Retry-After` in seconds as Kubernetes sends it, or as a date, as proxies may. */
function delayMsOf(delay: unknown): number | undefined {
  if (typeof delay === 'number') return delay > 0 ? delay * 1000 : undefined;
  if (typeof delay !== 'string') return undefined;
  if (/^\d+$/.test(delay)) return Number(delay) * 1000;
  const time = Date.parse(delay);
  return Number.isNaN(time) ? undefined : Math.max(0, time - Date.now());
}

function parsedStatus(body: string) {
  try {
    const document = asTree(JSON.parse(body));
    return document['kind'] === 'Status' ? document : {};
  } catch {
    return {};
  }
}

/** Intermediaries (a proxy, a login page) answer in their own format. */
function firstWords(body: string): string {
  return body
    .replace(/<[^>]*>/g, ' ')
    .replace(/\s+/g, ' ')
    .trim()
    .slice(0, 200);
}
