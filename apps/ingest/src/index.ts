import { ContactsModule } from '@fieldledger/contacts';

/** HTTP in: the domains whose commands this process takes. */
export const INGEST_MODULES = [ContactsModule];
