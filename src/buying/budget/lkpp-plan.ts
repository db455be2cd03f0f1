import type { Kind } from '../../parties/institution/index.ts';
import type { Sen } from '../../values/money.ts';
import type { Leveled, RowRefusal } from './rules.ts';

export interface FileRefusal extends RowRefusal {
  readonly file: string;
}

/** Where a row stands, so that a later refusal can still name it. */
export interface Source {
  readonly file: string;
  readonly line: number;
}

export interface PlanUnit extends Source {
  readonly code: string;
  readonly codeText: string;
  readonly name: string;
  readonly active: boolean;
}

export interface PlanNode extends Leveled, Source {
  readonly year: number;
  readonly name: string;
}

export interface PlanStructure extends Source {
  readonly year: number;
  readonly workUnit: string;
  readonly operation: Sen;
  readonly capital: Sen;
  readonly unforeseen: Sen;
  readonly outside: Sen;
  readonly procurement: Sen;
  readonly total: Sen;
}

export interface PlanPackage extends Source {
  readonly year: number;
  readonly workUnit: string;
  readonly rupCode: string;
  readonly name: string;
  readonly ceiling: Sen;
  readonly method: string;
  readonly goodsKind: string;
  readonly forSmallFirms: boolean;
  readonly announced: boolean;
}

/** What one package plans on one account of one sub-activity. */
export interface PlanFund extends Source {
  readonly year: number;
  readonly subActivity: PlanNode;
  readonly rupCode: string;
  readonly account: string;
  /** What follows the account in the MAK; empty when nothing does. */
  readonly item: string;
  readonly ceiling: Sen;
}

export interface LkppPlan {
  readonly institution: { readonly code: string; readonly name: string; readonly kind: Kind };
  readonly units: readonly PlanUnit[];
  readonly programmes: readonly PlanNode[];
  readonly activities: readonly PlanNode[];
  readonly subActivities: readonly PlanNode[];
  readonly structures: readonly PlanStructure[];
  readonly packages: readonly PlanPackage[];
  readonly funds: readonly PlanFund[];
  readonly refusals: readonly FileRefusal[];
  readonly files: readonly { readonly name: string; readonly rows: number }[];
}
