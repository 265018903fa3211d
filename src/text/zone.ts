/** The local time zone at a moment, such as `UTC` or `UTC+01:00`: a time without it is ambiguous. */
export function zoneText(moment: Date): string {
  const minutes = -moment.getTimezoneOffset();
  if (minutes === 0) return 'UTC';
  const size = Math.abs(minutes);
  const clock = [Math.floor(size / 60), size % 60].map((part) => String(part).padStart(2, '0')).join(':');
  return `UTC${minutes < 0 ? '-' : '+'}${clock}`;
}
