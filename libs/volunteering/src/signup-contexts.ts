import { Inject, Injectable } from '@nestjs/common';
import { EVENT_LOG, type EventLog } from '@fieldledger/kernel';
import { VAULT, type Sealing, type Vault } from '@fieldledger/privacy';
import { isCalledOff } from './called-off.js';
import type { ShiftEvent } from './shift-events.js';
import { shiftDecider } from './shift.js';
import type { SignupContext } from './signup.js';
import { detailsOf, type Volunteer } from './volunteer.js';

/** What of a command is private, and the shift that it names. */
export interface Told {
  readonly volunteer: Volunteer;
  readonly note?: string;
  readonly shiftId?: string;
}

/** A context before it is known which event will hold what is sealed. */
export interface Prepared extends Pick<SignupContext, 'shift' | 'shiftEndsAt' | 'forgotten' | 'suppressed'> {
  readonly sealing: Sealing | undefined;
}

/** What signups are read against: the shifts that they name, and what is sealed of volunteers for the events to come. */
@Injectable()
export class SignupContexts {
  constructor(
    @Inject(EVENT_LOG) private readonly log: EventLog,
    @Inject(VAULT) private readonly vault: Vault,
  ) {}

  /** In the same order, of what tells nothing private and names no shift too; one round trip for all shifts, and one for all keys, at once. */
  async prepare(organization: string, told: readonly (Told | undefined)[]): Promise<Prepared[]> {
    const [shifts, sealings] = await Promise.all([this.shifts(organization, told), this.sealings(organization, told)]);
    return told.map((it, i): Prepared => ({ ...shifts.get(it?.shiftId ?? ''), ...sealings[i]! }));
  }

  private async shifts(organization: string, told: readonly (Told | undefined)[]): Promise<Map<string, Pick<SignupContext, 'shift' | 'shiftEndsAt'>>> {
    const ids = [...new Set(told.flatMap((it) => it?.shiftId ?? []))];
    const histories = await this.log.readStreams(organization, ids.map(streamOf));
    return new Map(ids.map((id) => {
      const state = ((histories.get(streamOf(id)) ?? []) as unknown as ShiftEvent[]).reduce(shiftDecider.evolve, shiftDecider.initial);
      return [id, { shift: isCalledOff(state) ? 'cancelled' : state.planned ? 'planned' : 'unknown', shiftEndsAt: state.endsAt }];
    }));
  }

  private async sealings(organization: string, told: readonly (Told | undefined)[]): Promise<Omit<Prepared, 'shift' | 'shiftEndsAt'>[]> {
    const lookups = await this.vault.lookups(organization);
    const tokens = told.map((it) => (it ? lookups.knownBy(it.volunteer) : []));
    const kept = await this.vault.suppressed(organization, tokens.flat());
    const suppressed = tokens.map((mine) => mine.some((token) => kept.has(token)));
    const wanted = told.flatMap((it, i) => {
      if (it === undefined || suppressed[i]) return [];
      const { volunteer, note } = it;
      const person = detailsOf(volunteer);
      const { system, scope, id } = volunteer.reference;
      return person || note !== undefined ? [{ i, subject: lookups.subject('reference', system, scope, id), members: { person, note } }] : [];
    });
    const sealings = wanted.length > 0 ? await this.vault.prepare(organization, wanted) : [];
    const prepared = suppressed.map((it): Omit<Prepared, 'shift' | 'shiftEndsAt'> => ({ sealing: undefined, forgotten: it, suppressed: it }));
    for (const [n, { i }] of wanted.entries()) prepared[i] = { sealing: sealings[n], forgotten: sealings[n] === undefined, suppressed: false };
    return prepared;
  }
}

/** With what is private sealed for the event that will hold it. */
export function contextFor(eventId: string, { shift, shiftEndsAt, forgotten, suppressed, sealing }: Prepared): SignupContext {
  return { shift, shiftEndsAt, forgotten, suppressed, sealed: sealing?.sealFor(eventId) ?? {} };
}

const streamOf = (shiftId: string) => `${shiftDecider.kind}-${shiftId}`;
