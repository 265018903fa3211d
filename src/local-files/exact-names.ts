import { extract, type Extract } from 'tar-stream';
import { paxRecords } from './pax-records.ts';

/**
 * A reader of tar whose names have one character for each byte. tar-stream does that for the names in headers and GNU's
 * long ones, but takes those of PAX for UTF-8, which loses every other byte: so they are put in its place here.
 */
export function extractWithExactNames(): Extract {
  const options: Options = { filenameEncoding: 'latin1' };
  const reader = extract(options);
  const insides = reader as unknown as Insides;
  const decode = insides._decodeLongHeader.bind(reader);
  insides._decodeLongHeader = (bytes) => {
    decode(bytes);
    const { _header: header, _pax: pax } = insides;
    if (!header.type.startsWith('pax-')) return;
    const records = paxRecords(bytes);
    for (const key of ['path', 'linkpath']) {
      const name = records.get(key)?.toString('latin1');
      if (name === undefined) continue;
      if (header.type !== 'pax-header' || pax === null) throw new Error('one name for many entries');
      pax[key] = name;
      pax[proof(key)] = name;
    }
  };
  return reader;
}

/** Whether the names of an entry are those of the archive for certain, whatever tar-stream has become. */
export function hasExactNames(pax: Readonly<Record<string, string>> | null): boolean {
  return pax === null || ['path', 'linkpath'].every((key) => pax[key] === pax[proof(key)]);
}

/** The types of tar-stream do not tell what its manual does. */
type Options = NonNullable<Parameters<typeof extract>[0]> & { readonly filenameEncoding: BufferEncoding };

/** What is private in tar-stream 3.2: the only way to the bytes. A change of it makes names inexact, and those are refused. */
interface Insides {
  readonly _header: { readonly type: string };
  /** Of the entry to come; null while the header is one for all entries. */
  readonly _pax: Record<string, string> | null;
  _decodeLongHeader(bytes: Uint8Array): void;
}

function proof(key: string): string {
  return `volsyncctl.${key}`;
}
