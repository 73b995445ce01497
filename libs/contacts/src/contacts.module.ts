import { Module } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import { AttemptContexts } from './attempt-contexts.js';
import { AskOfAttemptsHandler } from './attempt-handlers.js';
import { DefineCodeHandler } from './codes-handlers.js';
import { CodesController } from './codes.controller.js';
import { AskToContactHandler, CloseChannelsHandler, ReopenChannelsHandler } from './consent-handlers.js';
import { ConsentController } from './consent.controller.js';
import { ContactsController } from './contacts.controller.js';
import { PreviewRollbackHandler, RollBackHandler, ScopedAttempts, UndoHandler } from './rollback-handlers.js';
import { RollbackController } from './rollback.controller.js';

/** Attempts to reach voters: walk, phone, text, mail. The app provides EVENT_LOG and WHAT_IF. */
@Module({
  imports: [CqrsModule],
  controllers: [ContactsController, ConsentController, CodesController, RollbackController],
  providers: [
    AttemptContexts,
    AskOfAttemptsHandler,
    CloseChannelsHandler,
    ReopenChannelsHandler,
    AskToContactHandler,
    DefineCodeHandler,
    ScopedAttempts,
    RollBackHandler,
    UndoHandler,
    PreviewRollbackHandler,
  ],
})
export class ContactsModule {}
