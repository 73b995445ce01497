import { ContactsModule } from '@fieldledger/contacts';
import { DonationsModule } from '@fieldledger/donations';

/** HTTP in: the domains whose commands this process takes. */
export const INGEST_MODULES = [ContactsModule, DonationsModule];
