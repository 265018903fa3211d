/** A time in the local zone: `15:26:22` today, `2026-11-22 15:26:22` on any other day. */
export function clockText(moment: Date, now: Date): string {
  const time = [moment.getHours(), moment.getMinutes(), moment.getSeconds()].map(twoDigits).join(':');
  const day = dayOf(moment);
  return day === dayOf(now) ? time : `${day} ${time}`;
}

function dayOf(moment: Date): string {
  return [moment.getFullYear(), moment.getMonth() + 1, moment.getDate()].map(twoDigits).join('-');
}

function twoDigits(number: number): string {
  return String(number).padStart(2, '0');
}
