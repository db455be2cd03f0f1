export { addLine, addNode, findLine, findLines, linesOf, move, moveEach, openYear, reviseLine } from './actions.ts';
export { budgetRoutes } from './http.ts';
export { type ImportSummary, importLkpp, type Refusal, refusalsCsv } from './import-lkpp.ts';
export type { BudgetLine, Chart, Difference, Movement } from './rules.ts';
