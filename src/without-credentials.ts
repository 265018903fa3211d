import { plain, rawText, type ForeignText } from './foreign-text.ts';

/**
 * A line of a mover or helper pod that is safe to show, whatever address it contains. restic hides the password of a
 * REST server, but quotes other addresses unchanged, and malformed ones in parts. So everything in an address up to its
 * last `@` is removed, as are its query, anything in place of a port, and all messages of a URL parser.
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

/** The log that VolSync stores of a mover: its last 1024 bytes, so the first line may begin within a password. */
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

/** restic's messages are not longer, and searching longer text would be slow. */
const longest = 4000;

const rules: readonly (readonly [pattern: RegExp, replacement: string])[] = [
  [/(parsing repository location failed): .*$/, '$1'],
  [/\bparse \\?["']?\S*[:/@].*$/, 'parse: the address is invalid'],
  [/\b(?:invalid port|invalid URL escape|invalid userinfo) .*$/, 'the address is invalid'],
  [/\b(lookup (?:tcp|udp))\/[^\s:]+/g, '$1/***'],
  [/\baddress (?:tcp|udp)\/\S+|\baddress \S+(?=: (?:missing|too many|unknown|invalid))/g, 'address ***'],
  // With a scheme it is an address, whose password may contain blanks; without one, the address ends at the first
  // blank.
  [/(?<![\w./-])((?:s3|rest|sftp|swift|b2|azure|gs):(?:\w+:\/\/)?|\w+:\/\/).*@/gi, '$1'],
  [/(?<=")(?![/(])[^\s":]+:[^"]*@/g, ''],
  [/(?<![^\s"'(])(?![/"'(])[^\s:]+:[^\s]*@/g, ''],
  [/(\/\/(?!\[)[^\s/:@"']+):(?!\d{1,5}(?![^\s/"'?#),:;]))[^\s"'/]+/g, '$1:***'],
  [/(\/[^\s?]*)\?[^\s"']+/g, '$1'],
  [/\brclone:\S*,(?:"[^"]*"|'[^']*'|\S)*/g, 'rclone:***'],
  [/\b([A-Z0-9_]*(?:PASSWORD|SECRET|TOKEN|KEY|SAS)[A-Z0-9_]*=)\S+/g, '$1***'],
];
