import { Module } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import { AskOfShiftsHandler } from './shift-handlers.js';
import { ShiftsController } from './shifts.controller.js';
import { SignupContexts } from './signup-contexts.js';
import { AskOfSignupsHandler } from './signup-handlers.js';
import { SignupsController } from './signups.controller.js';
import { AskOfVolunteerEventsHandler } from './volunteer-event-handlers.js';
import { VolunteerEventsController } from './volunteer-events.controller.js';

/** Events that volunteers are asked to, their shifts, and what became of each signup. The app provides EVENT_LOG and VAULT. */
@Module({
  imports: [CqrsModule],
  controllers: [VolunteerEventsController, ShiftsController, SignupsController],
  providers: [SignupContexts, AskOfVolunteerEventsHandler, AskOfShiftsHandler, AskOfSignupsHandler],
})
export class VolunteeringModule {}
