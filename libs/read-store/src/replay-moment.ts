import { BEGINNING, Rejection, type EventLog, type Position, type When } from '@fieldledger/kernel';

/** A moment of the past, found in the log. */
export interface ReplayMoment {
  /** Of the last event that was recorded by then, and when it was. */
  readonly position: Position;
  readonly moment: string;
  readonly asOf?: string;
  readonly occurredUntil?: string;
}

/** Finds the moments that are asked for in the log. */
export class ReplayMoments {
  /** The log never forgets, so an organization's first event stays the first. */
  private readonly firsts = new Map<string, { readonly position: Position; readonly recordedAt: string }>();

  constructor(private readonly log: Pick<EventLog, 'horizon' | 'horizonAt' | 'positionAt' | 'readFacts'>) {}

  /**
   * Where several are named, the earliest of them; event time alone is of everything that is recorded by now.
   * @throws Rejection `invalid-position`, `unknown-position`, `moment-to-come`, `before-first-event`
   */
  async find(organization: string, { atPosition, asOf, occurredUntil }: When): Promise<ReplayMoment> {
    const now = new Date();
    if (asOf !== undefined && Date.parse(asOf) > now.getTime()) {
      throw new Rejection('invalid', 'moment-to-come', `What will be recorded by ${asOf} nobody can tell yet. The server's time is ${now.toISOString()}.`);
    }
    const asked = [atPosition, asOf === undefined ? undefined : await this.log.positionAt(asOf)].filter((it) => it !== undefined);
    const found = await Promise.all(asked.map((it) => this.log.horizonAt(it)));
    // Looked up last, so that neither is beyond it unless it is not there yet.
    const end = await this.log.horizon();
    if (atPosition !== undefined && atPosition > end.position) throw new Rejection('invalid', 'unknown-position', `There is no position ${atPosition} yet: the log has come to ${end.position || 'nothing'}.`);
    const { position, moment } = found.reduce((earliest, each) => (each.position < earliest.position ? each : earliest), end);
    const first = await this.firstOf(organization);
    if (!first || position < first.position) {
      throw new Rejection('invalid', 'before-first-event', `Nothing was recorded by then. ${first ? `This organization's first event was recorded at ${first.recordedAt}, position ${first.position}.` : 'This organization has no event yet.'}`);
    }
    return { position, moment, ...(asOf !== undefined && { asOf }), ...(occurredUntil !== undefined && { occurredUntil }) };
  }

  private async firstOf(organization: string): Promise<{ readonly position: Position; readonly recordedAt: string } | undefined> {
    const known = this.firsts.get(organization);
    if (known) return known;
    const [first] = await this.log.readFacts(BEGINNING, { limit: 1, organization });
    if (first) this.firsts.set(organization, { position: first.position, recordedAt: first.recordedAt });
    return first;
  }
}
