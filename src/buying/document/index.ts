export { issuePaper, issuePapers, papersOf, type WantedPaper } from './actions.ts';
export { documentRoutes } from './http.ts';
export { renderPaper } from './render-paper.ts';
export type { Paper, PaperContent, PaperKind, PaperLine } from './rules.ts';
