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
  readonly retryAfterMs: number | undefined;
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
    this.retryAfterMs = retryAfter === undefined || !/^\d+$/.test(retryAfter) ? undefined : Number(retryAfter) * 1000;
  }

  /** The same error, after the server reported itself as ready. */
  ofReadyServer(): this {
    this.isServerReady = true;
    return this;
  }
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
