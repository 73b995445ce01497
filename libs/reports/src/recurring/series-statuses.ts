/** How a recurring series can stand on a day. */
export const SERIES_STATUSES = ['active', 'failing', 'churned', 'completed'] as const;
