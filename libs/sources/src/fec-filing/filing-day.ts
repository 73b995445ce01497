/** A day that a filing writes as YYYYMMDD, as YYYY-MM-DD; undefined for what is no day of this century or the last. */
export function dayOf(text: string): string | undefined {
  const [, year, month, day] = /^((?:19|20)\d\d)(\d\d)(\d\d)$/.exec(text) ?? [];
  if (year === undefined) return undefined;
  const last = new Date(Date.UTC(Number(year), Number(month), 0)).getUTCDate();
  return Number(month) >= 1 && Number(month) <= 12 && Number(day) >= 1 && Number(day) <= last ? `${year}-${month}-${day}` : undefined;
}
