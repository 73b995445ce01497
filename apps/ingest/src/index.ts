import { ContactsModule } from '@fieldledger/contacts';
import { DonationsModule } from '@fieldledger/donations';
import { PeopleModule } from '@fieldledger/people';
import { ActBlueModule } from '@fieldledger/webhooks';
import { VolunteeringModule } from '@fieldledger/volunteering';
import { ScrubsModule } from './scrubs.controller.js';

export { ScrubsModule };
export { Scrubs, SCRUBS, type ScrubStatus } from './scrubs.js';

/** HTTP in: the domains whose commands this process takes, and the services that call us. */
export const INGEST_MODULES = [ContactsModule, DonationsModule, VolunteeringModule, PeopleModule, ScrubsModule, ActBlueModule];
