import { Module } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import { ErasureDesk } from './erasure-desk.js';
import { EraseHandler, GetErasuresHandler, PreviewErasureHandler } from './erasure-handlers.js';
import { ErasuresController } from './erasures.controller.js';
import { AskOfLinksHandler } from './link-handlers.js';
import { LinksController } from './links.controller.js';

/** Which references are of one person, and who is to be forgotten. The app provides EVENT_LOG, VAULT and PERSONAL_RECORDS. */
@Module({
  imports: [CqrsModule],
  controllers: [LinksController, ErasuresController],
  providers: [AskOfLinksHandler, ErasureDesk, EraseHandler, PreviewErasureHandler, GetErasuresHandler],
})
export class PeopleModule {}
