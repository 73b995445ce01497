import { Type } from 'class-transformer';
import { ArrayMaxSize, ArrayMinSize, IsArray, IsOptional, ValidateNested } from 'class-validator';
import { JSONSchema } from 'class-validator-jsonschema';

/** ActBlue leaves blank what it does not know, in any of three ways: no member, `null`, or an empty text. */
const told = (schema: object): PropertyDecorator => (target, property) => {
  IsOptional()(target, property);
  JSONSchema(schema as never)(target, property as string);
};
const Text = (longest: number) => told({ type: ['string', 'null'], maxLength: longest });
/** An id, an amount or a count: as a number or as a text. */
const Scalar = () => told({ type: ['string', 'number', 'null'], maxLength: 64 });

/** ActBlue adds members over the years: what we do not read is passed over, here and nowhere else. */
const Tolerant = (type: string | string[] = 'object') => JSONSchema({ type, additionalProperties: true } as never);
const OrNothing = ['object', 'null'];

@Tolerant(OrNothing)
class NoticedEmployer {
  @Text(200) employer?: string | null;
  @Text(200) occupation?: string | null;
}

@Tolerant(OrNothing)
class NoticedDonor {
  @Text(200) firstname?: string | null;
  @Text(200) lastname?: string | null;
  @Text(200) addr1?: string | null;
  @Text(200) city?: string | null;
  @Text(200) state?: string | null;
  @Text(200) zip?: string | null;
  @Text(200) country?: string | null;
  @Text(200) email?: string | null;
  @Text(200) phone?: string | null;
  @IsOptional() @ValidateNested() @Type(() => NoticedEmployer) employerData?: NoticedEmployer | null;
}

@Tolerant(OrNothing)
class NoticedRefcodes {
  @Text(200) refcode?: string | null;
  @Text(200) refcode2?: string | null;
}

@Tolerant()
class NoticedAnswer {
  @Text(500) label?: string | null;
  @Text(1_000) answer?: string | null;
}

@Tolerant()
class NoticedOrder {
  @Text(64) orderNumber?: string | null;
  @Text(200) contributionForm?: string | null;
  @IsOptional() @ValidateNested() @Type(() => NoticedRefcodes) refcodes?: NoticedRefcodes | null;
  @Text(200) refcode?: string | null;
  @Text(200) refcode2?: string | null;
  /** `once`, `weekly` or `monthly`. */
  @Text(40) recurringPeriod?: string | null;
  @Scalar() recurringDuration?: string | number | null;
  @Text(40) cancelledAt?: string | null;
  @Text(40) paymentMethod?: string | null;
  @IsOptional() @IsArray() @ArrayMaxSize(50) @ValidateNested({ each: true }) @Type(() => NoticedAnswer) @JSONSchema({ type: ['array', 'null'] } as never) customFields?: NoticedAnswer[] | null;
}

@Tolerant()
class NoticedLineitem {
  @Scalar() lineitemId?: string | number | null;
  @Scalar() entityId?: string | number | null;
  @Text(64) fecId?: string | null;
  @Scalar() amount?: string | number | null;
  @Scalar() feeAmount?: string | number | null;
  @Scalar() sequence?: string | number | null;
  @Text(40) paidAt?: string | null;
  @Text(40) refundedAt?: string | null;
}

/**
 * What ActBlue's webhooks post (secure.actblue.com/docs/webhooks): a contribution, a refund of one, or the end of a series.
 * The three differ only in what they tell: when a lineitem was paid, when it was refunded, when the order was cancelled.
 */
@Tolerant()
export class ActBlueNotice {
  @IsOptional() @ValidateNested() @Type(() => NoticedDonor) donor?: NoticedDonor | null;
  @ValidateNested() @Type(() => NoticedOrder) contribution!: NoticedOrder;
  @IsArray() @ArrayMinSize(1) @ArrayMaxSize(100) @ValidateNested({ each: true }) @Type(() => NoticedLineitem) lineitems!: NoticedLineitem[];
}
