const unknownAuthority = new Set([
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'CERT_UNTRUSTED',
  'CERT_SIGNATURE_FAILURE',
]);

const outOfDate = new Set(['CERT_HAS_EXPIRED', 'CERT_NOT_YET_VALID']);

const otherCertificate = new Set([
  'CERT_REJECTED',
  'CERT_REVOKED',
  'INVALID_CA',
  'INVALID_PURPOSE',
  'CERT_CHAIN_TOO_LONG',
  'PATH_LENGTH_EXCEEDED',
  'HOSTNAME_MISMATCH',
]);

/** What is wrong with a server's certificate, by TLS error code. */
export type CertificateFault = 'unknown-authority' | 'out-of-date' | 'wrong-name' | 'other';

/** Classifies a TLS error code; undefined if it is not about the certificate. */
export function certificateFault(code: string): CertificateFault | undefined {
  if (unknownAuthority.has(code)) return 'unknown-authority';
  if (outOfDate.has(code)) return 'out-of-date';
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID') return 'wrong-name';
  return otherCertificate.has(code) ? 'other' : undefined;
}

/** Whether a code is about the server's certificate. */
export function isCertificateCode(code: string): boolean {
  return certificateFault(code) !== undefined;
}
