/** Whether an error is one that PostgreSQL answered, and not one of what is stored. */
export const isOfDatabase = (error: unknown): boolean => /^[0-9A-Z]{5}$/.test((error as { readonly code?: string }).code ?? '');
