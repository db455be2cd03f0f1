export { sandboxConnector, sandboxDesk } from './connector.ts';
export type { FaultAsk, StockRow } from './mapping.ts';
export { createSandbox, type SandboxOptions } from './server.ts';
export { type SandboxProcess, spawnSandbox } from './spawn.ts';
