import { plain, rawText, type ForeignText } from './foreign-text.ts';

/**
 * A line of a mover or a helper as it may be shown, whatever address is in it. restic hides the password of a REST server, but
 * quotes other addresses as they are, and a broken one piece by piece. So of an address all up to its last `@` goes, what
 * stands after its question mark, what stands where a port should be, and all that an URL parser has to say.
 */
export function withoutCredentials(text: ForeignText): string {
  const line = plain(text);
  const [, time = '', document] = /^(\d{4}-\d\d-\d\dT\S+ )?(\{.*\})$/s.exec(line) ?? [];
  if (document !== undefined) {
    try {
      return time + JSON.stringify(JSON.parse(document, hideIn));
    } catch {
      // Only a line that begins as JSON.
    }
  }
  return hidden(line);
}

/** The log that VolSync keeps of a mover: the last 1024 bytes, so that its first line may begin within a password. */
export function logWithoutCredentials(text: ForeignText): string {
  const log = rawText(text);
  const [first = '', ...lines] = log.split('\n');
  const whole = Buffer.byteLength(log) < 1000 ? first : first.replace(/^.*@/, '');
  return [whole, ...lines].map(withoutCredentials).join('\n');
}

function hideIn(_key: string, value: unknown): unknown {
  return typeof value === 'string' ? value.split('\n').map(hidden).join('\n') : value;
}

function hidden(line: string): string {
  if (line.length > longest) return `(a line of ${line.length} characters)`;
  return rules.reduce((text, [pattern, replacement]) => text.replace(pattern, replacement), line);
}

/** Longer ones are no words of restic's, and searching them would take long. */
const longest = 4000;

const rules: readonly (readonly [pattern: RegExp, replacement: string])[] = [
  [/(parsing repository location failed): .*$/, '$1'],
  [/\bparse \\?["']?\S*[:/@].*$/, 'parse: the address is invalid'],
  [/\b(?:invalid port|invalid URL escape|invalid userinfo) .*$/, 'the address is invalid'],
  [/\b(lookup (?:tcp|udp))\/[^\s:]+/g, '$1/***'],
  [/\baddress (?:tcp|udp)\/\S+|\baddress \S+(?=: (?:missing|too many|unknown|invalid))/g, 'address ***'],
  // A scheme says that it is an address, in which passwords may have blanks; without one it ends with the first.
  [/(?<![\w./-])((?:s3|rest|sftp|swift|b2|azure|gs):(?:\w+:\/\/)?|\w+:\/\/).*@/gi, '$1'],
  [/(?<=")(?![/(])[^\s":]+:[^"]*@/g, ''],
  [/(?<![^\s"'(])(?![/"'(])[^\s:]+:[^\s]*@/g, ''],
  [/(\/\/(?!\[)[^\s/:@"']+):(?!\d{1,5}(?![^\s/"'?#),:;]))[^\s"'/]+/g, '$1:***'],
  [/(\/[^\s?]*)\?[^\s"']+/g, '$1'],
  [/\brclone:\S*,(?:"[^"]*"|'[^']*'|\S)*/g, 'rclone:***'],
  [/\b([A-Z0-9_]*(?:PASSWORD|SECRET|TOKEN|KEY|SAS)[A-Z0-9_]*=)\S+/g, '$1***'],
];
