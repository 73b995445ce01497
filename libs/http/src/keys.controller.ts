import { Body, Controller, HttpCode, Inject, Post } from '@nestjs/common';
import { ArrayMaxSize, ArrayMinSize, ArrayUnique, IsArray, IsIn, Matches } from 'class-validator';
import { Rejection, type Meta } from '@fieldledger/kernel';
import { AnswersWith, listOf, oneOf, schemaOf, TEXT } from './answer-schemas.js';
import { KEY_STORE, newApiKey, SCOPES, type KeyStore, type Scope } from './api-key.js';
import { ValidBody } from './body.js';
import { IsCode } from './field-formats.js';
import { Needs } from './identity.guard.js';
import { RequestMeta } from './request-meta.js';

/** A key for one app, in the organization of the key that asks. */
export class IssueKey {
  /** What the app is called in every event that it sends. */
  @IsCode() app!: string;
  @IsArray() @ArrayMinSize(1) @ArrayMaxSize(5) @ArrayUnique() @IsIn(SCOPES, { each: true }) scopes!: Scope[];
}

/** The end of a key: within two seconds no server takes it any more. */
export class RevokeKey {
  @Matches(/^[0-9a-f]{12}$/, { message: 'must be the id of a key, the 12 hexadecimal digits after fl_' }) keyId!: string;
}

interface IssuedKey {
  readonly key: string;
  readonly keyId: string;
  readonly app: string;
  readonly scopes: readonly Scope[];
}

interface RevokedKey {
  readonly keyId: string;
  readonly revoked: true;
}

/** Keys of the organization. The key itself is in the one answer that issues it, and nowhere else. */
@Controller('keys')
@Needs('admin')
export class KeysController {
  constructor(@Inject(KEY_STORE) private readonly keys: KeyStore) {}

  @Post()
  @AnswersWith({ name: 'IssuedKey', schema: schemaOf<IssuedKey>({ key: TEXT, keyId: TEXT, app: TEXT, scopes: listOf(oneOf(...SCOPES)) }) })
  async issue(@Body(ValidBody) { app, scopes }: IssueKey, @RequestMeta() { organization }: Meta): Promise<IssuedKey> {
    const { key, stored } = newApiKey({ organization, scopes, app });
    await this.keys.add(stored);
    return { key, keyId: stored.keyId, app, scopes };
  }

  /** @throws Rejection `key-missing` */
  @Post('revocations')
  @HttpCode(200)
  @AnswersWith({ name: 'RevokedKey', schema: schemaOf<RevokedKey>({ keyId: TEXT, revoked: { const: true } }) })
  async revoke(@Body(ValidBody) { keyId }: RevokeKey, @RequestMeta() { organization }: Meta): Promise<RevokedKey> {
    if (!(await this.keys.revoke(organization, keyId))) throw new Rejection('missing', 'key-missing', 'There is no such key in force in this organization.');
    return { keyId, revoked: true };
  }
}
