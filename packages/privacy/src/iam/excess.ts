import type { Severity } from '../rule';

/** What is too wide, or unclear, in one statement that allows something. */
export type Excess = {
  status: 'violated' | 'unproven';
  /** Completes "Role …". */
  what: string;
  fix: string;
  severity?: Severity;
};

/** Advice about wildcards in actions. */
export const nameActions =
  'List the actions that the code calls, such as dynamodb:GetItem, without wildcards.';
/** Advice about resources that are not named. */
export const nameResources =
  'Name the resources, such as !GetAtt Table.Arn, or limit them by a tag in the Condition (aws:ResourceTag/…).';
