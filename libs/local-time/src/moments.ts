const INSTANT = /^((?:19|20)\d\d)-(\d\d)-(\d\d)T([01]\d|2[0-3]):([0-5]\d)(?::([0-5]\d)(?:\.\d{1,9})?)?(?:Z|[+-](?:[01]\d|2[0-3]):[0-5]\d)$/;
const DAY = /^((?:19|20)\d\d)-(\d\d)-(\d\d)$/;

/** An instant of this century or the last, ISO 8601 with a zone, without leap seconds and 24:00: what is asked about may be older than what is sent. */
export const isMoment = (text: string): boolean => isOnCalendar(INSTANT.exec(text));

/** A day of this century or the last: YYYY-MM-DD. */
export const isDay = (text: string): boolean => isOnCalendar(DAY.exec(text));

function isOnCalendar(match: RegExpExecArray | null): boolean {
  if (!match) return false;
  const [year, month, day] = [Number(match[1]), Number(match[2]), Number(match[3])];
  return month >= 1 && month <= 12 && day >= 1 && day <= new Date(Date.UTC(year, month, 0)).getUTCDate();
}
