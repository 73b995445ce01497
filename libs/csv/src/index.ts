export { csvCell } from './csv-cell.js';
export { toCsv } from './to-csv.js';
