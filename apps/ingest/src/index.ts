import { ContactsModule } from '@fieldledger/contacts';
import { DonationsModule } from '@fieldledger/donations';
import { ActBlueModule } from '@fieldledger/sources';

/** HTTP in: the domains whose commands this process takes, and the services that call us. */
export const INGEST_MODULES = [ContactsModule, DonationsModule, ActBlueModule];
