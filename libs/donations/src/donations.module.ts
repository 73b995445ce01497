import { Module } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import { CommitteesController } from './committees.controller.js';
import { DefineCommitteesHandler } from './committees-handlers.js';
import { ContributionContexts } from './contribution-contexts.js';
import { AskOfContributionsHandler } from './contribution-handlers.js';
import { ContributionsController } from './contributions.controller.js';
import { CloseFilingHandler, Filings, ListRowsHandler, OpenFilingHandler } from './filing-handlers.js';
import { FilingsController } from './filings.controller.js';
import { AskOfPledgesHandler } from './pledge-handlers.js';
import { PledgesController } from './pledges.controller.js';
import { AskOfSeriesHandler } from './series-handlers.js';
import { SeriesController } from './series.controller.js';
import { SightContributionsHandler } from './sighting-handlers.js';
import { SightingsController } from './sightings.controller.js';

/** Money received and what became of it. The app provides EVENT_LOG and VAULT. */
@Module({
  imports: [CqrsModule],
  controllers: [CommitteesController, ContributionsController, SightingsController, FilingsController, SeriesController, PledgesController],
  providers: [
    ContributionContexts,
    Filings,
    DefineCommitteesHandler,
    AskOfContributionsHandler,
    SightContributionsHandler,
    OpenFilingHandler,
    ListRowsHandler,
    CloseFilingHandler,
    AskOfSeriesHandler,
    AskOfPledgesHandler,
  ],
})
export class DonationsModule {}
