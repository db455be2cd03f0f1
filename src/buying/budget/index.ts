export { addLine, addNode, findLine, linesOf, move, openYear, reviseLine } from './actions.ts';
export { budgetRoutes } from './http.ts';
export { type ImportSummary, importLkpp, type Refusal, refusalsCsv } from './import-lkpp.ts';
export type { BudgetLine, Chart, Difference, Movement } from './rules.ts';
