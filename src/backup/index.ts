export { type BackupReport, backUp } from './back-up.ts';
export { renew } from './renew.ts';
export { type RestoreReport, restore } from './restore.ts';
