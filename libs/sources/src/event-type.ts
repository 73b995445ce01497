/** What vendors call a kind of event, as ours: `PHONE_BANK` and `Phone Bank` are `phone-bank`. Undefined where nothing is left of it. */
export function eventTypeFrom(name: string | undefined): string | undefined {
  return name?.toLowerCase().replace(/[^a-z0-9]+/g, '-').slice(0, 64).replace(/^-|-$/g, '') || undefined;
}
