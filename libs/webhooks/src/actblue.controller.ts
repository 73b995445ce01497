import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { AskOfContributions, AskOfSeries, SightContributions } from '@fieldledger/donations';
import { AnswersWith, ID, listOf, Needs, oneOf, RequestMeta, schemaOf, TakesBasic, TEXT, ValidBody } from '@fieldledger/http';
import { Rejection, type Answer, type Meta, type Verdict } from '@fieldledger/kernel';
import type { Door, RowItem } from '@fieldledger/sources';
import { ActBlueNotice } from './notice.js';
import { readNotice } from './read-notice.js';

/** What became of one lineitem: new, known already, or known and now told by ActBlue as well. */
export interface LineitemReceipt {
  readonly lineitemId?: string;
  readonly contributionId?: string;
  readonly status: 'recorded' | 'same' | 'sighted';
  readonly position: string;
  readonly flags: readonly string[];
}

const lineitem = schemaOf<LineitemReceipt>({ 'lineitemId?': TEXT, 'contributionId?': ID, status: oneOf('recorded', 'same', 'sighted'), position: TEXT, flags: listOf(TEXT) });

/** The doors that a notice's items go through, in this order: a contribution before its refund, a series before its charge. */
const DOORS = ['sightings', 'contributions/refunds', 'series', 'series/charges', 'series/cancellations'] as const satisfies readonly Door[];

/** ActBlue posts here by itself. A repeat changes nothing, so whatever it does not hear the answer to it may send again. */
@Controller('webhooks/actblue')
@Needs('ingest')
@TakesBasic()
export class ActBlueController {
  constructor(private readonly commands: CommandBus) {}

  @Post()
  @HttpCode(200)
  @AnswersWith({ name: 'NoticeAnswer', schema: schemaOf<{ lineitems: LineitemReceipt[] }>({ lineitems: listOf(lineitem) }) })
  async notify(@Body(ValidBody) notice: ActBlueNotice, @RequestMeta() meta: Meta): Promise<{ lineitems: LineitemReceipt[] }> {
    const lineitems = readNotice(notice);
    const answers = new Map<RowItem, Answer>();
    for (const door of DOORS) {
      const items = lineitems.flatMap((lineitem) => lineitem.items.filter((item) => item.door === door));
      const verdicts = items.length > 0 ? await this.ask(door, items, meta) : [];
      const refusals = verdicts.filter((verdict) => verdict instanceof Rejection);
      if (refusals.length > 0) throw refusals.find(({ slug }) => slug !== 'batch-refused') ?? refusals[0]!;
      items.forEach((item, i) => answers.set(item, verdicts[i] as Answer));
    }
    return { lineitems: lineitems.map(({ lineitemId, contributionId, items }) => ({ lineitemId, contributionId, ...became(items.map((item) => answers.get(item)!)) })) };
  }

  /** Of an order's contributions all are stored or none. */
  private ask(door: (typeof DOORS)[number], items: readonly RowItem[], meta: Meta): Promise<Verdict[]> {
    const told = items.map(({ item }) => ({ ...item, provenance: { sourceSystem: 'actblue-webhook' } })) as never[];
    switch (door) {
      case 'sightings':
        return this.commands.execute(new SightContributions(told, meta, true));
      case 'contributions/refunds':
        return this.commands.execute(new AskOfContributions('refund', told, meta, false));
      case 'series':
        return this.commands.execute(new AskOfSeries('start', told, meta, false));
      case 'series/charges':
        return this.commands.execute(new AskOfSeries('charge', told, meta, false));
      case 'series/cancellations':
        return this.commands.execute(new AskOfSeries('cancel', told, meta, false));
    }
  }
}

function became(answers: readonly Answer[]): Pick<LineitemReceipt, 'status' | 'position' | 'flags'> {
  const fresh = answers.filter(({ again }) => !again).flatMap(({ events }) => events.map(({ type }) => type));
  const status = fresh.length === 0 ? 'same' : fresh.every((type) => type === 'ContributionSighted') ? 'sighted' : 'recorded';
  const flags = answers.flatMap(({ events }) => events.flatMap(({ data }) => (data as { flags?: readonly string[] }).flags ?? []));
  return { status, position: answers.map(({ receipt }) => receipt.position).reduce((a, b) => (b > a ? b : a)), flags: [...new Set(flags)] };
}
