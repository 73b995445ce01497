import { Module } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import { AskOfLinksHandler } from './link-handlers.js';
import { LinksController } from './links.controller.js';

/** Which references are of one person. The app provides EVENT_LOG. */
@Module({ imports: [CqrsModule], controllers: [LinksController], providers: [AskOfLinksHandler] })
export class PeopleModule {}
