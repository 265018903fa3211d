import { generate } from 'selfsigned';

/** The fault of a certificate, if any. */
export type CertificateKind = 'good' | 'expired' | 'wrong-name';

/** PEM of a self-signed certificate and its key. */
export interface Certificate {
  readonly cert: string;
  readonly key: string;
}

const made = new Map<CertificateKind, Promise<Certificate>>();

/** A certificate for 127.0.0.1 and `api.test`, or one with that fault; each is created once. */
export function certificate(kind: CertificateKind = 'good'): Promise<Certificate> {
  const known = made.get(kind) ?? makeCertificate(kind);
  made.set(kind, known);
  return known;
}

/** A client certificate, whose common name is the user. */
export function clientCertificate(user: string): Promise<Certificate> {
  return selfSigned(user, {});
}

const dayMs = 24 * 60 * 60 * 1000;

async function makeCertificate(kind: CertificateKind): Promise<Certificate> {
  const names =
    kind === 'wrong-name'
      ? [{ type: 2 as const, value: 'elsewhere.example.org' }]
      : [
          { type: 2 as const, value: 'api.test' },
          { type: 7 as const, ip: '127.0.0.1' },
        ];
  const dates =
    kind === 'expired'
      ? { notBeforeDate: new Date(Date.now() - 2 * dayMs), notAfterDate: new Date(Date.now() - dayMs) }
      : {};
  return selfSigned('kube-apiserver', { ...dates, extensions: [{ name: 'subjectAltName', altNames: names }] });
}

async function selfSigned(name: string, options: Parameters<typeof generate>[1]): Promise<Certificate> {
  const pems = await generate([{ name: 'commonName', value: name }], {
    keyType: 'ec',
    algorithm: 'sha256',
    ...options,
  });
  return { cert: pems.cert, key: pems.private };
}
