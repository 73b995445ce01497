/** What is known of an attempt's delivery; null as long as no carrier has said anything. */
export interface Delivery {
  readonly delivery: string | null;
  readonly deliveredAt: string | null;
}

/** Whether an attempt was a contact, in SQL: what was not delivered reached nobody. */
export const IS_CONTACT = `(reached AND delivery IS DISTINCT FROM 'undelivered')`;

/** A final word beats `sent`; of two final words the later one holds: the same in any order of arrival. */
export function supersedes(report: { readonly status: string; readonly reportedAt: string }, { delivery, deliveredAt }: Delivery): boolean {
  if (delivery === null) return true;
  const final = (status: string) => (status === 'sent' ? 0 : 1);
  const [now, before] = [final(report.status), final(delivery)];
  if (now !== before) return now > before;
  if (report.reportedAt !== deliveredAt) return report.reportedAt > deliveredAt!;
  return report.status > delivery;
}
